import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { importCatalog } from '../stack/journey/catalog.ts'
import { workFolder } from '../stack/paths.ts'
import { freePorts } from '../stack/ports.ts'
import { startStack } from '../stack/stack.ts'
import { ensureTenant } from '../stack/tenants.ts'
import { sampleCatalog } from '../support/tenant.ts'
import { commandBench } from './command-bench.ts'
import { journeysPerMinute, milestoneLatency } from './journey-bench.ts'
import { memoryOf, processorSeconds } from './process-bench.ts'

// `npm run bench`: figures of one run on this machine; ratios are worth more than absolute numbers.
const dataDir = join(workFolder, 'bench')
process.env['PACTWORK_TEST_DATA'] = dataDir
const say = (title: string, figures: object): void =>
  console.log(`\n${title}\n${JSON.stringify(figures, null, 2)}`)
const start = async (reset: boolean) => {
  const began = performance.now()
  const stack = await startStack({ dataDir, reset, ports: await freePorts(), layout: 'compact' })

  return { stack, seconds: (performance.now() - began) / 1_000 }
}

say('machine', {
  cores: cpus().length,
  model: cpus()[0]?.model,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
  node: process.version,
})
const cold = await start(true)
await cold.stack.stop()
const warm = await start(false)
say('start, seconds', { emptyData: round(cold.seconds), warm: round(warm.seconds) })

const { stack } = warm
try {
  const endpoints = {
    gateway: stack.urls.gateway,
    subgraphs: stack.urls.subgraphs,
    keysDir: stack.env['PACTWORK_KEYS_DIR'] ?? '',
  }
  const tenant = await ensureTenant(endpoints, { slug: 'bench', name: 'Bench' })
  await importCatalog(tenant, sampleCatalog, () => {})

  say(
    'milestone: decided → at the subscriber, milliseconds, idle',
    rounded(await milestoneLatency(tenant, endpoints.gateway)),
  )
  const before = processorSeconds(stack)
  const began = performance.now()
  const load = await journeysPerMinute(tenant, endpoints.gateway)
  const elapsed = (performance.now() - began) / 1_000
  const after = processorSeconds(stack)
  say('journeys', rounded(load))
  say(
    'processor use while they ran, share of one core',
    Object.fromEntries(
      Object.keys(after).map((name) => [name, round(((after[name] ?? 0) - (before[name] ?? 0)) / elapsed)]),
    ),
  )
  say('command: kernel against bare pg writing the same rows, per second', rounded(await commandBench()))
  say('resident memory, MB', memoryOf(stack))
} finally {
  await stack.stop()
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}

function rounded(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, round(value)]))
}
