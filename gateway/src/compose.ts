import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { composeGraph } from './compose/compose-graph.ts'
import { breakingChanges } from './compose/breaking-changes.ts'
import { readSubgraphs } from './compose/read-subgraphs.ts'

/**
 * `node gateway/src/compose.ts` writes contracts/graph/supergraph.graphql from the schemas of all contexts.
 * `--check` writes nothing and fails when the file is not what composition yields. A change that breaks a client
 * is refused either way until `--accept-breaking` says that it is meant.
 */
const root = fileURLToPath(new URL('../../', import.meta.url))
const file = join(root, 'contracts/graph/supergraph.graphql')
const asked = new Set(process.argv.slice(2))

const composed = composeGraph(await readSubgraphs(root))
const released = await readFile(file, 'utf8').catch(() => undefined)
const breaking = composed.supergraph && released ? breakingChanges(released, composed.supergraph) : []
const problems = [...composed.problems, ...(asked.has('--accept-breaking') ? [] : breaking)]

if (problems.length > 0)
  fail(`The graph is refused:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
else if (!asked.has('--check')) await writeFile(file, composed.supergraph)
else if (composed.supergraph !== released)
  fail(
    'contracts/graph/supergraph.graphql is not what the schemas compose to. Run: node gateway/src/compose.ts',
  )

function fail(message: string): void {
  console.error(message)
  process.exitCode = 1
}
