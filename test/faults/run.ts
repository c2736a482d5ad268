import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { z } from 'zod'
import { workFolder } from '../stack/paths.ts'
import { runMatrix, type TrialResult } from './matrix.ts'
import { trials } from './trials.ts'

// `npm run test:faults`: the whole kill matrix and the trials beside it. What has passed is remembered, so that an interrupted run goes on;
// `--again` begins anew, `--only TEXT` runs the trials whose names contain it.
const { values } = parseArgs({
  options: { again: { type: 'boolean', default: false }, only: { type: 'string', default: '' } },
})
const progressFile = join(workFolder, 'fault-progress.json')
const passedBefore = new Set(
  !values.again && existsSync(progressFile)
    ? z.array(z.string()).parse(JSON.parse(readFileSync(progressFile, 'utf8')))
    : [],
)
const due = trials.filter(
  ({ name }) => name.includes(values.only) && !(values.only === '' && passedBefore.has(name)),
)
const results: TrialResult[] = []
console.log(`${due.length} of ${trials.length} trials; ${passedBefore.size} passed in an earlier run`)
mkdirSync(workFolder, { recursive: true })

await runMatrix(due, {
  progress: (line) => console.error(`   ${line}`),
  onResult(result) {
    results.push(result)
    const held = result.broken.length === 0
    console.log(`${held ? 'held  ' : 'BROKEN'} ${result.name} (${result.seconds.toFixed(1)} s)`)
    for (const line of result.broken) console.log(`       ${line}`)
    if (held) passedBefore.add(result.name)
    writeFileSync(progressFile, JSON.stringify([...passedBefore]))
  },
})
const failed = results.filter((result) => result.broken.length > 0).length
console.log(`${results.length - failed} passed, ${failed} failed, ${trials.length - due.length} skipped`)
process.exitCode = failed === 0 ? 0 : 1
