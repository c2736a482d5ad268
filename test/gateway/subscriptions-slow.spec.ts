import { afterEach, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const query = `subscription ($after: Cursor) { news(after: $after) {
  __typename ... on News { position text cursor } ... on FeedGap { reason cursor } } }`

let scene: NewsScene
afterEach(async () => {
  await scene.quiet()
  await scene.close()
})

/** So long that the buffers of the system, some ten megabytes, are full soon. */
const letters = 3_000
const about = () => 'p1'
const positions = (socket: RawSocket): unknown[] => socket.values('a').map(({ position }) => position)
const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index)
const received = (socket: RawSocket, count: number) =>
  until(`${count} events`, async () => socket.values('a').length >= count, { within: 45_000 })

/** A subscriber that has stopped reading, after the first event. */
async function stopped(): Promise<RawSocket> {
  const socket = await scene.connected()
  socket.subscribe('a', query)
  await scene.followed(1)
  scene.feed.tell(1, about)
  await received(socket, 1)
  socket.socket.pause()

  return socket
}

describe('a reader that stops', () => {
  test('lets go of the owner once its buffer is full, and gets everything in order when it reads on', async () => {
    scene = await newsScene({ settings: { bufferedEvents: 100 }, more: { heartbeatMs: 60_000 } })
    const socket = await stopped()
    for (let told = 0; told < 9_999; told += 101) scene.feed.tell(101, about, 1_300)
    await scene.followed(0)
    const { buffered } = await scene.overview()

    expect(buffered.events).toBeLessThanOrEqual(100)
    await until('no connection to the owner', async () => scene.open().owners === 0)
    expect(scene.open()).toMatchObject({ connections: 1, upstreams: 0 })
    socket.socket.resume()
    await received(socket, 10_000)
    expect(positions(socket)).toEqual(upTo(10_000))
    const { catchUps, buffered: after } = await scene.overview()
    expect(catchUps.map(({ labels }) => labels['reason'])).toContain('full')
    expect(after).toEqual({ events: 0, bytes: 0 })
  })

  test('holds no more bytes than it may', async () => {
    scene = await newsScene({ settings: { bufferedBytes: 100_000 }, more: { heartbeatMs: 60_000 } })
    const socket = await stopped()
    scene.feed.tell(4_999, about, letters)
    await scene.followed(0)

    expect((await scene.overview()).buffered.bytes).toBeLessThanOrEqual(100_000)
    socket.socket.resume()
    await received(socket, 5_000)
    expect(positions(socket)).toEqual(upTo(5_000))
  })

  test('does not hold up the others, who share the upstream with it', async () => {
    scene = await newsScene({ settings: { bufferedEvents: 50 }, more: { heartbeatMs: 60_000 } })
    const slow = await stopped()
    const others = await Promise.all([scene.connected(), scene.connected()])
    for (const other of others) other.subscribe('a', query)
    await until('three', async () => (await scene.overview()).subscriptions[0]?.count === 3)
    scene.feed.tell(4_000, about, letters)
    for (const other of others) await received(other, 4_000)

    expect(slow.values('a')).toHaveLength(1)
    slow.socket.resume()
    await received(slow, 4_001)
    expect(positions(slow)).toEqual(upTo(4_001))
    // It has come to where the others are, and follows with them from the next event on.
    scene.feed.tell(2, about)
    await received(slow, 4_003)
    await until('one upstream', async () => scene.open().upstreams === 1)
  })

  test('is told of a gap when what it has missed is gone', async () => {
    scene = await newsScene({ settings: { bufferedEvents: 10 }, more: { heartbeatMs: 60_000 } })
    const socket = await stopped()
    scene.feed.tell(5_000, about, letters)
    await scene.followed(0)
    scene.feed.trim(4_990)
    socket.socket.resume()
    await until('the last', async () => positions(socket).at(-1) === 5_001)

    const values = socket.values('a')
    const gap = values.findIndex(({ __typename }) => __typename === 'FeedGap')
    expect(values[gap]).toMatchObject({ reason: 'TRIMMED' })
    expect(positions(socket).slice(0, gap)).toEqual(upTo(gap))
    expect(positions(socket).slice(gap + 1)).toEqual(upTo(5_001, 4_991))
    expect((await scene.overview()).gaps).toEqual([{ labels: { reason: 'TRIMMED' }, count: 1 }])
  })

  test('gets what has waited too long by the rights of now', async () => {
    scene = await newsScene({ settings: { freshMs: 200 }, more: { heartbeatMs: 60_000 } })
    const socket = await scene.connected()
    socket.subscribe('a', query)
    socket.socket.pause()
    await scene.followed(1)
    // So many that most of them wait in the gateway.
    scene.feed.tell(6_000, about, letters)
    await until('the buffer to be full', async () => scene.feed.followers() === 0)
    scene.feed.hide((position) => position > 5_000 && position <= 6_000)
    await until('what waits to be old', async () => scene.feed.hiddenFor() > 400)
    socket.socket.resume()
    scene.feed.tell(1, about)
    await until('the last', async () => positions(socket).at(-1) === 6_001)

    expect(positions(socket)).toEqual([...upTo(5_000), 6_001])
  })

  test('and never answers a heartbeat is cut, and resumes where it was', async () => {
    scene = await newsScene({ more: { heartbeatMs: 1_000 } })
    const socket = await stopped()
    scene.feed.tell(3_000, about, letters)
    await until('the cut', async () => scene.open().connections === 0)
    socket.socket.resume()
    expect((await socket.closed).code).toBe(1006)

    const after = String(socket.values('a').at(-1)?.['cursor'])
    const seen = positions(socket)
    const again = await scene.connected()
    again.subscribe('a', query, { after })
    await received(again, 3_001 - seen.length)
    expect([...seen, ...positions(again)]).toEqual(upTo(3_001))
  })

  test('without cursors is told that it was too slow', async () => {
    scene = await newsScene({ settings: { bufferedEvents: 100 }, more: { heartbeatMs: 60_000 } })
    const socket = await scene.connected()
    socket.subscribe('a', 'subscription { ticks { number noise } }')
    await until('a follower', async () => scene.ticking.followers() === 1)
    socket.socket.pause()
    for (let number = 1; number <= 8_000; number += 1) scene.ticking.emit(number)
    await until('nobody', async () => scene.ticking.followers() === 0)
    socket.socket.resume()
    const { payload } = await socket.first('error')

    expect(payload).toMatchObject([{ extensions: { code: 'SUBSCRIBER_TOO_SLOW' } }])
    const numbers = socket.values('a').map(({ number }) => number)
    expect(numbers).toEqual(upTo(numbers.length))
  })
})

describe('heartbeats', () => {
  test('cut a client that never answers, and let go of everything it followed', async () => {
    scene = await newsScene({ more: { heartbeatMs: 200 } })
    const socket = await scene.connected()
    const pings: number[] = []
    socket.socket.on('ping', () => pings.push(performance.now()))
    socket.muteHeartbeats()
    socket.subscribe('a', query)
    await scene.followed(1)
    await scene.followed(0)

    expect(await socket.closed).toMatchObject({ code: 1006 })
    expect(pings.length).toBeGreaterThanOrEqual(1)
  })

  test('are answered as they are asked', async () => {
    scene = await newsScene()
    const socket = await scene.connected()
    socket.send({ type: 'ping', payload: { any: ['thing'] } })
    expect(await socket.first('pong')).toEqual({ type: 'pong', payload: { any: ['thing'] } })
    socket.send({ type: 'ping' })
    await until('a bare answer', async () =>
      socket.messages.some((message) => message.type === 'pong' && !message['payload']),
    )
    socket.send({ type: 'pong' })
    socket.send({ type: 'pong', payload: { any: 1 } })
    socket.subscribe('a', query)
    await scene.followed(1)
  })
})

describe('a backlog of 10,000 events', () => {
  test('comes in order, and the buffer stays within its bounds', async () => {
    scene = await newsScene({ settings: { bufferedEvents: 200 } })
    scene.feed.tell(10_000, about)
    const socket = await scene.connected()
    const seen: number[] = []
    const looking = setInterval(
      () => void scene.overview().then(({ buffered }) => seen.push(buffered.events)),
      20,
    )
    socket.subscribe('a', query, { after: scene.feed.cursorOf(0, undefined) })
    await received(socket, 10_000)
    clearInterval(looking)

    expect(positions(socket)).toEqual(upTo(10_000))
    expect(Math.max(0, ...seen)).toBeLessThanOrEqual(200)
    scene.feed.tell(1, about)
    await received(socket, 10_001)
  })
})
