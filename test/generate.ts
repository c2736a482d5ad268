import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { artifacts } from './generate/artifacts.ts'
import { differences, leftovers } from './generate/compare.ts'
import { runCommand } from './run/run-command.ts'
import { root } from './stack/paths.ts'

// `npm run generate` writes every committed file that is made from code; `--check` writes nothing and fails with a
// sentence for each that differs. The supergraph is the gateway's: it composes, lints and refuses breaking changes.
const options = process.argv.slice(2)
const check = options.includes('--check')
const made = await artifacts()

if (!check) {
  for (const { path, content } of made) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
}

const problems = [...differences(made), ...leftovers(made)]
for (const problem of problems) console.error(problem)
const composed = await runCommand(process.execPath, ['gateway/src/compose.ts', ...options])
console.log(`${made.length} files and the supergraph ${check ? 'compared with' : 'made from'} the code`)
process.exitCode = problems.length === 0 && composed === 0 ? 0 : 1
