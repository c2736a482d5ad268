import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../../support/until.ts'
import { freshTokens, tokensOfOne } from '../gateway/tokens.ts'
import type { MeasuredGateway } from './gateways.ts'
import type { News } from './news.ts'
import { metricsOf, settledMetricsOf } from './process-figures.ts'
import type { Who } from './rates.ts'
import { readers } from './readers.ts'

type Course = { news: News; gateway: MeasuredGateway; idle: number; busy: number; milliseconds: number }
type Asked = { count: number; who: Who; variables: Record<string, unknown> }

/** Events a second while busy ones are measured: what two cores bear, for each person’s event is completed anew. */
const perSecond: Record<Who, number> = { 'one person': 20, 'a person each': 2 }
/** So many connect at once. */
const atOnce = 50

/** What a gateway holds for each idle subscriber and for each busy one, where all are one person and each another. */
export async function memory({ news, gateway, idle, busy, milliseconds }: Course) {
  const found: Record<string, Awaited<ReturnType<typeof held>>> = {}
  const quiet = { about: 'nobody' }
  // What is made once for the first of them is no subscriber's.
  await held({ news, gateway }, { count: 200, who: 'a person each', variables: {} }, () =>
    busily('a person each', 2_000),
  )
  for (const who of ['one person', 'a person each'] as const) {
    found[`idle, ${who}`] = await held({ news, gateway }, { count: idle, who, variables: quiet })
    found[`busy, ${who}`] = await held({ news, gateway }, { count: busy, who, variables: {} }, () =>
      busily(who, milliseconds),
    )
  }

  return found

  async function busily(who: Who, time: number): Promise<void> {
    const over = performance.now() + time
    while (performance.now() < over) {
      await news.tell(1)
      await delay(1_000 / perSecond[who])
    }
  }
}

/** Bytes for each, after a collection and as the process has grown. */
async function held(
  { news, gateway }: { news: News; gateway: MeasuredGateway },
  { count, who, variables }: Asked,
  meanwhile?: () => Promise<void>,
) {
  const tokens = await (who === 'one person' ? tokensOfOne(count) : freshTokens('memory', count))
  const before = await settledMetricsOf(gateway)
  const groups: ReturnType<typeof readers>[] = []
  for (let from = 0; from < count; from += atOnce) {
    const some = tokens.slice(from, from + atOnce)
    groups.push(readers({ url: gateway.url, tokens: some, transport: 'websocket', variables }))
    const so = from + some.length
    await until(`${so} sockets`, async () => (await metricsOf(gateway)).sockets === so)
  }
  await until('what they follow', async () => (await news.now()).followers > 0)
  await delay(2_000)
  await meanwhile?.()
  const after = await settledMetricsOf(gateway)
  for (const reading of groups) {
    reading.check()
    reading.close()
  }
  await until('nobody', async () => (await metricsOf(gateway)).sockets === 0, { within: 60_000 })
  await until('no follower', async () => (await news.now()).followers === 0, { within: 60_000 })
  const left = await settledMetricsOf(gateway)

  return {
    count,
    upstreams: after.upstreams,
    held: (after.held - before.held) / count,
    resident: (after.resident - before.resident) / count,
    /** What was not given back. */
    left: (left.held - before.held) / count,
  }
}
