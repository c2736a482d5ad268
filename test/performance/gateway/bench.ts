import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { root, workFolder } from '../../stack/paths.ts'
import { installHive, startContestant } from './contestants.ts'
import { subgraphNames, supergraphOf, type SubgraphName } from './graph.ts'
import { measure, type Setting } from './measure.ts'
import { expectedOf } from './monolith.ts'
import { optionsOf, usage } from './options.ts'
import { freePorts, startProgram, type Program } from './program.ts'
import { tableOf, type Row } from './report.ts'

// `npm run bench:gateway`: Pactwork's gateway beside others on the same subgraphs, in interleaved rounds. Ratios of
// one run are worth more than its absolute numbers.
const options = optionsOf(process.argv.slice(2))
if (options.help) {
  console.log(usage)
  process.exit()
}

/** What else runs falsifies what is measured: the load of the minute before is told with it. */
const [loadBefore] = loadavg()
const folder = join(workFolder, 'bench-gateway')
/** Tokens are signed before a cell begins: so many for five seconds are more than any contestant uses. */
const most = { deep: 2_500, small: 12_000 }
const warmUp = 12_000
const running: Program[] = []

rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
if (options.contestants.includes('hive')) installHive()

try {
  const subgraphs = await startSubgraphs()
  const supergraph = join(folder, 'supergraph.graphql')
  const urls = Object.fromEntries(subgraphs.map(({ name, url }) => [name, url])) as Record<
    SubgraphName,
    string
  >
  writeFileSync(supergraph, supergraphOf(urls))
  const contestants: Program[] = []
  for (const name of options.contestants)
    contestants.push(await started(startContestant(name, { supergraph, folder, profile: options.profile })))

  const settings = options.operations.flatMap((operation) =>
    options.atOnce.map((atOnce): Setting => ({ operation, atOnce })),
  )
  const one = (contestant: Program, setting: Setting, milliseconds: number) =>
    measure({
      contestant,
      subgraphs,
      setting,
      milliseconds,
      most: Math.ceil((most[setting.operation] * milliseconds) / 5_000),
      expected: expectedOf(setting.operation),
    })

  // Compiled code is what is compared: each contestant answers some thousand operations before it counts.
  for (const contestant of contestants)
    for (const operation of options.operations) await one(contestant, { operation, atOnce: 16 }, warmUp)
  const rows = settings.flatMap((setting) =>
    contestants.map((contestant) => ({
      setting,
      contestant,
      rounds: [] as Awaited<ReturnType<typeof measure>>[],
    })),
  )
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { contestant, setting, rounds } of round % 2 === 0 ? rows : rows.toReversed())
      rounds.push(await one(contestant, setting, options.milliseconds))
    console.error(`round ${round + 1} of ${options.rounds}`)
  }

  report(rows.map((row) => ({ ...row, contestant: row.contestant.name })))
} finally {
  await Promise.all(running.map((program) => program.stop()))
}

function report(rows: Row[]): void {
  const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.version, loadBefore }
  console.log(`${JSON.stringify(machine)}\n\n${tableOf(rows)}`)
  if (options.json) writeFileSync(options.json, `${JSON.stringify({ machine, options, rows }, null, 2)}\n`)
}

async function startSubgraphs(): Promise<Program[]> {
  const ports = await freePorts(subgraphNames.length)

  return Promise.all(
    subgraphNames.map((name, index) => {
      const port = ports[index] ?? 0
      const args = [join(import.meta.dirname, 'subgraph.ts'), name, String(port)]
      const logFile = join(folder, `${name}.log`)
      return started(
        startProgram({ name, args, port, cwd: root, env: { NODE_ENV: 'production' }, logFile, ready: '/' }),
      )
    }),
  )
}

async function started(starting: Promise<Program>): Promise<Program> {
  const program = await starting
  running.push(program)

  return program
}
