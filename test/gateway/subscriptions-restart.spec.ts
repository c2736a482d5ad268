import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { aside } from './aside.ts'
import type { NewsGateway } from './news-gateway.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const query = `subscription ($after: Cursor) { news(after: $after) {
  __typename ... on News { position cursor person { name } } ... on FeedGap { reason cursor } } }`

let scene: NewsScene
let telling: NodeJS.Timeout | undefined
/** Each test but the one aside makes its own. */
const closed = new Set<NewsScene>()
afterEach(async () => {
  clearInterval(telling)
  if (closed.has(scene)) return
  closed.add(scene)
  await scene.quiet()
  await scene.close()
})

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + 1 + index)
const tellEvery = (milliseconds: number): void =>
  void (telling = setInterval(() => scene.feed.tell(), milliseconds))

/** A client as it should be: comes back with its last cursor whenever it is told to reconnect. */
async function resuming(urlOf: () => string, { feed, connected }: NewsScene = scene) {
  const values: Record<string, unknown>[] = []
  const closes: { code: number; reason: string; at: number }[] = []
  let stopped = false
  let socket: RawSocket | undefined

  const connect = async (): Promise<void> => {
    const after = values.at(-1)?.['cursor'] ?? feed.cursorOf(0, undefined)
    socket = await connected({}, urlOf())
    socket.socket.on('message', () => {
      values.push(...(socket?.values('a').slice(taken) ?? []))
      taken = socket?.values('a').length ?? 0
    })
    let taken = 0
    socket.subscribe('a', query, { after })
    void socket.closed.then(({ code, reason }) => {
      closes.push({ code, reason, at: performance.now() })
      if (!stopped) void connect()
    })
  }
  await connect()

  return {
    positions: () => values.map(({ position }) => position),
    values,
    closes,
    stop(): void {
      stopped = true
      socket?.close()
    },
  }
}

describe('another supergraph', () => {
  beforeEach(async () => {
    scene = await newsScene({ pages: true, settings: { reloadWithinMs: 400 } })
  })

  test('tells every client to reconnect, spread over time; all come back and miss nothing', async () => {
    const clients = await Promise.all(Array.from({ length: 20 }, () => resuming(() => scene.url)))
    tellEvery(10)
    await until('traffic', async () => clients.every(({ values }) => values.length > 10))
    const began = performance.now()
    await scene.swap(1)
    await until('everybody to be told', async () => clients.every(({ closes }) => closes.length > 0))
    const count = scene.feed.count()
    await until('traffic after it', async () => clients.every(({ values }) => values.length > count + 10))
    clearInterval(telling)
    const last = scene.feed.count()
    await until('the last', async () => clients.every(({ positions }) => positions().at(-1) === last))

    for (const { closes, positions, stop } of clients) {
      stop()
      expect(closes.map(({ code, reason }) => [code, reason])).toEqual([[4499, 'reconnect']])
      expect(positions()).toEqual(range(0, last))
    }
    const times = clients.map(({ closes }) => (closes[0]?.at ?? 0) - began).toSorted((one, two) => one - two)
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThan(100)
  })

  test('serves who comes new at once, beside those of the former one', async () => {
    const former = await scene.connected()
    former.subscribe('a', query)
    await scene.followed(1)
    await scene.swap(1)
    const later = await scene.connected()
    later.subscribe('a', 'subscription { news { ... on News { position } } }')
    await until('an event', async () => {
      scene.feed.tell()
      return later.values('a').length > 0
    })
    expect((await former.closed).code).toBe(4499)
    scene.feed.tell(2)
    const positions = () => later.values('a').map(({ position }) => Number(position))
    await until('the last', async () => positions().at(-1) === scene.feed.count())
    const [first = 0] = positions()
    expect(positions()).toEqual(range(first - 1, scene.feed.count()))
    expect(later.isClosed()).toBe(false)
  })
})

describe('a gateway that stops', () => {
  test('tells its clients to reconnect, takes no new ones, and they resume at another one', async () => {
    scene = await newsScene({ pages: true, settings: { drainWithinMs: 400 } })
    const second = await scene.gateway()
    const serving: { gateway: Pick<NewsGateway, 'url'> } = { gateway: scene }
    const clients = await Promise.all(Array.from({ length: 20 }, () => resuming(() => serving.gateway.url)))
    tellEvery(10)
    await until('traffic', async () => clients.every(({ values }) => values.length > 10))
    serving.gateway = second
    const began = performance.now()
    const stopped = scene.stop()
    const refused = await until('nobody to be let in', async () => {
      const late = await scene.socket(scene.url)
      const isRefused = late.isClosed()
      late.close()
      return isRefused
    })
    await stopped
    const count = scene.feed.count()
    await until('traffic after it', async () => clients.every(({ values }) => values.length > count + 10))
    clearInterval(telling)
    const last = scene.feed.count()
    await until('the last', async () => clients.every(({ positions }) => positions().at(-1) === last))

    expect(refused).toBe(true)
    for (const { closes, positions, stop } of clients) {
      stop()
      expect(closes.map(({ code }) => code)).toEqual([4499])
      expect(positions()).toEqual(range(0, last))
    }
    const times = clients.map(({ closes }) => (closes[0]?.at ?? 0) - began)
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(100)
    expect(scene.open()).toEqual({ connections: 0, upstreams: 0, owners: 0 })
  })

  test('does not wait for a client that does not close', async () => {
    scene = await newsScene({ pages: true, settings: { drainWithinMs: 100 }, more: { heartbeatMs: 60_000 } })
    const socket = await scene.connected()
    socket.subscribe('a', query)
    await scene.followed(1)
    socket.socket.pause()
    const began = performance.now()
    await scene.stop()

    expect(performance.now() - began).toBeLessThan(10_000)
    socket.socket.resume()
    await socket.closed
  })
})

describe('an owner that goes away', () => {
  test('and comes back is found again; its subscribers miss nothing and notice nothing', async () => {
    scene = await newsScene({ pages: true })
    const client = await resuming(() => scene.url)
    scene.feed.tell(5)
    await until('five events', async () => client.values.length === 5)
    for (let round = 0; round < 3; round += 1) {
      const comeBack = await scene.away()
      scene.feed.tell(5)
      await comeBack()
      await until('what was missed', async () => client.values.length === 10 + round * 5)
    }

    expect(client.positions()).toEqual(range(0, 20))
    expect(client.closes).toEqual([])
    client.stop()
  })

  test('for too long ends the subscription with a stable code, and the connection stays', async () => {
    scene = await newsScene({ pages: true, settings: { ownerAwayMs: 500 } })
    const socket = await scene.connected()
    socket.subscribe('a', query, { after: scene.feed.cursorOf(0, undefined) })
    await scene.followed(1)
    const comeBack = await scene.away()
    const { payload } = await socket.first('error')
    await comeBack()

    expect(payload).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) }),
    ])
    socket.subscribe('b', query)
    await scene.followed(1)
  })
})

test('a client cut at every event of a run, at two gateways in turn, sees exactly the run', async () => {
  scene = await newsScene({ pages: true })
  const gateways = [scene.url, (await scene.gateway()).url]
  scene.feed.tell(60)
  const seen: unknown[] = []
  let after = scene.feed.cursorOf(0, undefined)
  while (seen.length < 60) {
    const socket = await scene.connected({}, gateways[seen.length % 2])
    socket.subscribe('a', query, { after })
    await until('the next event', async () => socket.values('a').length > 0, { every: 5 })
    socket.close()
    const [next] = socket.values('a')
    seen.push(next?.['position'])
    after = String(next?.['cursor'])
  }

  expect(seen).toEqual(range(0, 60))
})

test(
  'an owner that goes away without closing its connections is found within 30 seconds, and followed anew',
  aside(async (own) => {
    const client = await resuming(() => own.url, own)
    own.feed.tell(5)
    await until('five events', async () => client.values.length === 5)
    own.fallSilent()
    const began = performance.now()
    own.feed.tell(5)
    await until('what was missed', async () => client.values.length === 10)

    expect(performance.now() - began).toBeLessThan(30_000)
    expect(client.positions()).toEqual(range(0, 10))
    expect(client.closes).toEqual([])
    client.stop()
  }),
)
