import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const query = `subscription ($after: Cursor) { news(after: $after) {
  ... on News { position text cursor person { name age friends { name } } } } }`

/** Each way of leaving has a scene of its own, so that both are walked at once. */
const ways: [string, (socket: RawSocket) => void][] = [
  ['without a word', (socket) => socket.close()],
  ['as it should', (socket) => socket.socket.close(1000)],
]
let scenes: NewsScene[]
beforeAll(async () => {
  scenes = await Promise.all(
    ways.map(() =>
      newsScene({
        pages: true,
        settings: { bufferedEvents: 50, overlapMs: 100 },
        more: { heartbeatMs: 60_000, deadlineMs: 60_000 },
      }),
    ),
  )
})
afterAll(() => Promise.all(scenes.map((scene) => scene.close())))

setFlagsFromString('--expose-gc')
const collect: unknown = runInNewContext('gc')
function usedHeap(): number {
  if (typeof collect === 'function') collect()

  return process.memoryUsage().heapUsed
}
/** What keeps the process busy, by kind. */
const handles = (): Record<string, number> => {
  const counts: Record<string, number> = {}
  for (const kind of process.getActiveResourcesInfo()) counts[kind] = (counts[kind] ?? 0) + 1

  return counts
}

type Gate = { gate: Promise<void>; open: () => void }
function gate(): Gate {
  const { promise, resolve } = Promise.withResolvers<void>()

  return { gate: promise, open: () => resolve() }
}
const init = async (scene: NewsScene, socket: RawSocket): Promise<void> =>
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await scene.token()}` } })

/** Brings a client to a phase; answers what ends that phase for those who hold it. */
type Phase = (scene: NewsScene, socket: RawSocket) => Promise<(() => void) | void>

const phases: [string, Phase][] = [
  ['before it has said who it is', async () => {}],
  [
    'before it is acknowledged',
    async (scene, socket) => {
      const held = gate()
      scene.holdRevoked(held.gate)
      await until('the list to be old', async () => scene.revokedAge() > 150)
      await init(scene, socket)
      await until('the question', async () => scene.revokedWaiting() > 0)
      return held.open
    },
  ],
  ['when it is acknowledged', (scene, socket) => connected(scene, socket)],
  [
    'in the tick in which it subscribes',
    async (scene, socket) => {
      await connected(scene, socket)
      socket.subscribe('a', query)
    },
  ],
  [
    'while its owner opens the subscription',
    async (scene, socket) => {
      const held = gate()
      scene.feed.holdOpening(held.gate)
      const before = scene.feed.asked()
      await connected(scene, socket)
      socket.subscribe('a', query)
      await until('the owner to be asked', async () => scene.feed.asked() > before)
      return held.open
    },
  ],
  [
    'while it follows a quiet feed',
    async (scene, socket) => {
      await connected(scene, socket)
      socket.subscribe('a', query)
      await socket.begun('a')
    },
  ],
  [
    'while an event is completed',
    async (scene, socket) => {
      const held = gate()
      scene.holdPeople(held.gate)
      await connected(scene, socket)
      socket.subscribe('a', query)
      await socket.begun('a')
      const { calls } = scene.asked
      scene.feed.tell(3)
      await until('the others to be asked', async () => scene.asked.calls > calls)
      return held.open
    },
  ],
  [
    'in the middle of a backlog',
    async (scene, socket) => {
      scene.feed.tell(300)
      await connected(scene, socket)
      socket.subscribe('a', query, { after: scene.feed.cursorOf(scene.feed.count() - 300, undefined) })
      await until('some', async () => socket.values('a').length > 10)
    },
  ],
  [
    'when its buffer is full',
    async (scene, socket) => {
      const held = gate()
      scene.holdPeople(held.gate)
      await connected(scene, socket)
      socket.subscribe('a', query)
      await socket.begun('a')
      scene.feed.tell(300)
      await scene.followed(0)
      return held.open
    },
  ],
  [
    'while it renews its token',
    async (scene, socket) => {
      await connected(scene, socket)
      socket.subscribe('a', query)
      await socket.begun('a')
      for (let times = 0; times < 3; times += 1)
        socket.send({ type: 'ping', payload: { type: 'renew', token: await scene.token({ roles: ['B'] }) } })
    },
  ],
  [
    'with a hundred subscriptions',
    async (scene, socket) => {
      await connected(scene, socket)
      for (let count = 1; count <= 100; count += 1) socket.subscribe(`s${count}`, query)
      await socket.begun('s100')
      scene.feed.tell(2)
    },
  ],
]
const connected = async (scene: NewsScene, socket: RawSocket): Promise<void> => {
  await init(scene, socket)
  await socket.first('connection_ack')
}

async function walk(scene: NewsScene, phase: Phase, leave: (socket: RawSocket) => void): Promise<void> {
  const socket = await scene.socket()
  const release = await phase(scene, socket)
  leave(socket)
  await socket.closed
  // The gateway may not wait for anybody else to notice.
  await until('the gateway to let go', async () => {
    const { connections, upstreams } = scene.open()
    return connections + upstreams === 0
  })
  release?.()
  await scene.followed(0)
}

/** Walks a phase in both scenes at once, each by its way of leaving. */
const inBothWays = (work: (scene: NewsScene, leave: (socket: RawSocket) => void) => Promise<void>) =>
  Promise.all(
    ways.map(async ([, leave], index) => {
      const scene = scenes[index]
      if (!scene) throw new Error('A way has no scene.')
      await work(scene, leave)
    }),
  )

describe.each(phases)('a client that leaves %s', (_, phase) => {
  const walking = ways.map(([way]) => way).join(' or ')
  test(`${walking} leaves nothing behind`, async () => {
    await inBothWays(async (scene, leave) => {
      await walk(scene, phase, leave)
      await scene.quiet()
      const { buffered, subscriptions, sockets, upstreams } = await scene.overview()

      expect({ buffered, subscriptions, sockets, upstreams }).toEqual({
        buffered: { events: 0, bytes: 0 },
        subscriptions: [],
        sockets: [],
        upstreams: [],
      })
      expect(scene.open()).toEqual({ connections: 0, upstreams: 0, owners: 0 })
    })
  })
})

test('a subscription that is ended in every phase leaves its connection as it was', async () => {
  const [scene] = scenes
  if (!scene) throw new Error('There is no scene.')
  const socket = await scene.connected()
  const held = gate()
  scene.feed.holdOpening(held.gate)
  socket.subscribe('a', query)
  socket.send({ id: 'a', type: 'complete' })
  socket.subscribe('b', query)
  await until('the owner to be asked', async () => scene.open().upstreams === 1)
  socket.send({ id: 'b', type: 'complete' })
  await until('no upstream', async () => scene.open().upstreams === 0)
  held.open()
  socket.subscribe('c', query)
  await socket.begun('c')
  scene.feed.tell(2)
  await until('two events', async () => socket.values('c').length === 2)
  socket.send({ id: 'c', type: 'complete' })
  await scene.followed(0)
  socket.send({ id: 'never', type: 'complete' })
  socket.send({ type: 'ping' })
  await socket.first('pong', ({ payload }) => payload === undefined)

  expect(socket.values('a')).toEqual([])
  expect(socket.values('b')).toEqual([])
  expect((await scene.overview()).subscriptions).toEqual([])
  await scene.quiet()
})

test('ten rounds of all of it leave handles and heap as they were', async () => {
  const round = (): Promise<unknown> =>
    inBothWays(async (scene, leave) => {
      for (const [, phase] of phases) await walk(scene, phase, leave)
      await scene.quiet()
      scene.feed.beginAnew()
    })
  // What is compiled, cached and pooled once is there after the first rounds.
  await round()
  await round()
  const before = { handles: handles(), heap: usedHeap() }
  const heaps: number[] = []
  for (let count = 1; count <= 10; count += 1) {
    await round()
    heaps.push(usedHeap())
  }
  await until('the handles of before', async () => {
    const now = handles()
    return ['TCPSocketWrap', 'Timeout'].every((kind) => (now[kind] ?? 0) <= (before.handles[kind] ?? 0) + 1)
  })

  const growth = (heaps.at(-1) ?? 0) - before.heap
  expect(growth).toBeLessThan(8_000_000)
  // No line upwards: the second half is not above the first by more than noise.
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  expect(mean(heaps.slice(5)) - mean(heaps.slice(0, 5))).toBeLessThan(4_000_000)
}, 240_000)
