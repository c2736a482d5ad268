import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { join } from 'node:path'
import { workFolder } from '../../stack/paths.ts'
import { installHive } from '../gateway/contestants.ts'
import type { Program } from '../gateway/program.ts'
import { startGateway, type MeasuredGateway } from './gateways.ts'
import { memory } from './memory.ts'
import { startNews } from './news.ts'
import { optionsOf, usage } from './options.ts'
import { rate } from './rates.ts'
import { onRealStack } from './real-stack.ts'
import { resume } from './resume.ts'

// `npm run bench:subscriptions`: how late events are, what subscribers cost, how many events a gateway passes on.
const options = optionsOf(process.argv.slice(2))
if (options.help) {
  console.log(usage)
  process.exit()
}

const folder = join(workFolder, 'bench-subscriptions')
const figures: Record<string, unknown> = {}
const say = (title: string, found: unknown): void => {
  figures[title] = found
  console.log(`\n${title}\n${JSON.stringify(found, rounded, 1)}`)
}
const running: Pick<Program, 'stop'>[] = []

mkdirSync(folder, { recursive: true })
const [loadBefore] = loadavg()
say('machine', { cores: cpus().length, model: cpus()[0]?.model, node: process.version, loadBefore })
try {
  if (wants('rates') || wants('resume') || wants('memory')) await beforeNews()
} finally {
  await Promise.all(running.map((program) => program.stop()))
}
if (wants('latency') || wants('crowd')) await onRealStack({ options, folder, wants, say })
if (options.json) writeFileSync(options.json, `${JSON.stringify({ options, figures }, null, 2)}\n`)

async function beforeNews(): Promise<void> {
  const news = await startNews()
  running.push(news)
  const started = async (name: 'ours' | 'hive'): Promise<MeasuredGateway> => {
    if (name === 'hive') installHive()
    const gateway = await startGateway(name, { folder, supergraph: news.supergraph })
    running.push(gateway)
    return gateway
  }
  if (wants('memory')) {
    const gateway = await started('ours')
    const milliseconds = options.seconds * 2_000
    say(
      'memory of a subscriber, bytes',
      await memory({ news, gateway, idle: options.idle, busy: options.busy, milliseconds }),
    )
    await gateway.stop()
  }
  if (!wants('rates') && !wants('resume')) return
  const gateways: MeasuredGateway[] = []
  for (const name of options.only) gateways.push(await started(name))

  const rates = []
  if (wants('rates'))
    for (const subscribers of options.subscribers)
      for (const who of ['one person', 'a person each'] as const)
        for (const gateway of subscribers === 1 && who === 'one person' ? [] : gateways)
          rates.push(await rate({ news, gateway, who, subscribers, milliseconds: options.seconds * 1_000 }))
  if (rates.length > 0) say('events through one gateway', rates)

  const resumed = []
  if (wants('resume'))
    for (const gateway of gateways)
      for (const transport of ['sse', 'websocket'] as const)
        // Another gateway looks for the token of a WebSocket elsewhere.
        if (gateway.name === 'ours' || transport === 'sse')
          resumed.push(await resume({ news, gateway, events: options.events, transport }))
  if (resumed.length > 0) say('resumed', resumed)
}

function wants(part: (typeof options.parts)[number]): boolean {
  return options.parts.includes(part)
}

function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' ? Math.round(value * 1_000) / 1_000 : value
}
