import { setTimeout as delay } from 'node:timers/promises'
import { processorMilliseconds, residentMegabytes } from '../gateway/program.ts'
import { freshTokens, tokensOfOne } from '../gateway/tokens.ts'
import { percentile } from '../statistics.ts'
import type { MeasuredGateway } from './gateways.ts'
import type { News } from './news.ts'
import { metricsOf } from './process-figures.ts'
import { readers } from './readers.ts'

/** Deliveries before it counts. */
const warmUp = 4_000
/** Events that come one by one, and how many milliseconds apart. */
const singly = { events: 100, apart: 50 }

export type Who = 'one person' | 'a person each'
type Course = { news: News; gateway: MeasuredGateway; who: Who; subscribers: number; milliseconds: number }

/**
 * As many events as a gateway passes on to so many subscribers who select the same, and how late they are when they come
 * singly. With the rights of one person they are equal to the gateway.
 */
export async function rate({ news, gateway, who, subscribers, milliseconds }: Course) {
  const tokens = await (who === 'one person'
    ? tokensOfOne(subscribers)
    : freshTokens(gateway.name, subscribers))
  const atOnce = Math.max(5, Math.round(50 / Math.sqrt(subscribers)))
  const { position: first } = await news.tell(1)
  const reading = readers({ url: gateway.url, tokens, variables: { last: 1 } })
  try {
    await reading.at(first)
    let told = first
    const flow = async (goesOn: (count: number) => boolean): Promise<number> => {
      const from = told
      while (goesOn(told - from)) {
        told = (await news.tell(atOnce)).position
        await reading.at(told - 4 * atOnce)
      }
      await reading.at(told)

      return told - from
    }
    await flow((count) => count < warmUp / subscribers)

    const before = { ...(await news.now()), cpu: processorMilliseconds(gateway.pid), own: await own(gateway) }
    const began = performance.now()
    const events = await flow(() => performance.now() - began < milliseconds)
    const seconds = (performance.now() - began) / 1_000
    const after = { ...(await news.now()), cpu: processorMilliseconds(gateway.pid), own: await own(gateway) }

    reading.latencies.length = 0
    for (let count = 0; count < singly.events; count += 1) {
      told = (await news.tell(1)).position
      await delay(singly.apart)
    }
    await reading.at(told)

    return {
      gateway: gateway.name,
      subscribers,
      who,
      eventsPerSecond: events / seconds,
      deliveriesPerSecond: (events * subscribers) / seconds,
      cpuPerDelivery: (after.cpu - before.cpu) / (events * subscribers),
      hydrationsPerEvent: (after.own.hydrations - before.own.hydrations) / events,
      callsPerEvent: (after.calls - before.calls) / events,
      upstreams: (await news.now()).followers,
      p50: percentile(reading.latencies, 0.5),
      p95: percentile(reading.latencies, 0.95),
      p99: percentile(reading.latencies, 0.99),
      megabytes: residentMegabytes(gateway.pid),
    }
  } finally {
    reading.close()
  }
}

/** What only ours tells. */
const own = async (gateway: MeasuredGateway): Promise<{ hydrations: number }> =>
  gateway.metrics ? metricsOf(gateway) : { hydrations: Number.NaN }
