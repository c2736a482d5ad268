import { freshTokens } from '../gateway/tokens.ts'
import type { MeasuredGateway } from './gateways.ts'
import type { News } from './news.ts'
import { readers } from './readers.ts'

type Course = { news: News; gateway: MeasuredGateway; events: number; transport: 'websocket' | 'sse' }

/** One subscriber that has missed so many events is told of all of them, each completed. */
export async function resume({ news, gateway, events, transport }: Course) {
  const missing = events - (await news.now()).position
  if (missing > 0) await news.tell(missing)
  const [after, { position }, tokens] = [
    await news.cursor(events),
    await news.now(),
    await freshTokens(gateway.name, 1),
  ]
  const began = performance.now()
  const reading = readers({ url: gateway.url, tokens, transport, variables: { after }, after })
  try {
    await reading.at(position)
    const seconds = (performance.now() - began) / 1_000
    if (reading.latencies.length !== events) throw new Error(`${reading.latencies.length} events came.`)

    return { gateway: gateway.name, transport, events, seconds, perSecond: events / seconds }
  } finally {
    reading.close()
  }
}
