import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const query = 'subscription ($about: ID) { news(about: $about) { ... on News { position person { name } } } }'
const lean = 'subscription { news { ... on News { position } } }'

let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene()
})
afterAll(() => scene.close())
afterEach(() => scene.quiet())

const received = (sockets: readonly RawSocket[], id: string, count: number) =>
  until(`${count} events each`, async () => sockets.every((socket) => socket.values(id).length === count))

describe('equal subscriptions', () => {
  test('of one person share one upstream and are completed once for all of them', async () => {
    const sockets = await Promise.all(Array.from({ length: 10 }, () => scene.connected()))
    for (const socket of sockets) socket.subscribe('a', query)
    await scene.followed(1)
    await until('ten subscriptions', async () => (await scene.overview()).subscriptions[0]?.count === 10)
    const before = scene.asked.entities
    scene.feed.tell(30, (position) => `p${position}`)
    await received(sockets, 'a', 30)

    expect(scene.asked.entities - before).toBe(30)
    expect(scene.open()).toMatchObject({ connections: 10, upstreams: 1, owners: 1 })
    for (const socket of sockets)
      expect(socket.values('a').map(({ position }) => position)).toEqual(
        Array.from({ length: 30 }, (_, index) => scene.feed.count() - 29 + index),
      )
  })

  test('that select differently of the others share the owner, and each selection is completed once', async () => {
    const other = query.replace('person { name }', 'person { name id }')
    const sockets = await Promise.all(Array.from({ length: 4 }, () => scene.connected()))
    for (const [index, socket] of sockets.entries()) socket.subscribe('a', index % 2 === 0 ? query : other)
    await until('four', async () => (await scene.overview()).subscriptions[0]?.count === 4)
    await scene.followed(1)
    const before = (await scene.overview()).hydrations
    scene.feed.tell(10)
    await received(sockets, 'a', 10)

    expect((await scene.overview()).hydrations - before).toBe(20)
  })

  test.each([
    ['other people', [{ sub: 'usr_1' }, { sub: 'usr_2' }]],
    ['other rights of one person', [{ roles: ['A'] }, { roles: ['B'] }]],
    [
      'other tenants',
      [{ tenant: 'ten_01hzzzzzzzzzzzzzzzzzzzzzzz' }, { tenant: 'ten_01hyyyyyyyyyyyyyyyyyyyyyyy' }],
    ],
  ])('of %s never share', async (_, claims) => {
    const sockets = await Promise.all(claims.map((each) => scene.connected(each)))
    for (const socket of sockets) socket.subscribe('a', query)
    await scene.followed(2)
    const before = scene.asked.tokens.length
    scene.feed.tell(1)
    await received(sockets, 'a', 1)

    expect(new Set(scene.asked.tokens.slice(before)).size).toBe(2)
  })

  test('with other variables, or that begin elsewhere, have an upstream of their own', async () => {
    const socket = await scene.connected()
    const after = scene.feed.cursorOf(scene.feed.count() - 2, undefined)
    socket.subscribe('live', lean)
    socket.subscribe('live too', lean)
    socket.subscribe('filtered', query, { about: 'p1' })
    socket.subscribe('resumed', `subscription { news(after: "${after}") { ... on News { position } } }`)
    socket.subscribe('resumed too', `subscription { news(after: "${after}") { ... on News { position } } }`)
    socket.subscribe('last', 'subscription { news(last: 1) { ... on News { position } } }')
    await scene.followed(4)
    await until('what they missed', async () => socket.values('last').length === 1)
    const known = scene.feed.count()

    await received([socket], 'resumed', 2)
    expect(socket.values('resumed').map(({ position }) => position)).toEqual([known - 1, known])
    expect(socket.values('resumed too')).toEqual(socket.values('resumed'))
    expect(socket.values('live')).toEqual([])
    scene.feed.tell(1, () => 'p0')
    for (const id of ['live', 'live too', 'resumed', 'resumed too', 'last'])
      await until(`the news at ${id}`, async () => socket.values(id).at(-1)?.['position'] === known + 1)
    expect(scene.open().owners).toBe(1)
  })

  test('end their upstream with the last that leaves, also on a quiet stream', async () => {
    const sockets = await Promise.all([scene.connected(), scene.connected(), scene.connected()])
    for (const socket of sockets) socket.subscribe('a', lean)
    await until('three', async () => (await scene.overview()).subscriptions[0]?.count === 3)
    await scene.followed(1)
    sockets[0]?.send({ id: 'a', type: 'complete' })
    sockets[1]?.close()
    await until('one', async () => (await scene.overview()).subscriptions[0]?.count === 1)
    scene.feed.tell(1)
    await received(sockets.slice(2), 'a', 1)
    sockets[2]?.send({ id: 'a', type: 'complete' })

    await scene.followed(0)
  })

  test('that come back by their cursors share as well: a few cursors, one upstream soon', async () => {
    const resuming = `subscription ($after: Cursor) { news(after: $after) { ... on News { position cursor } } }`
    scene.feed.tell(20)
    const count = scene.feed.count()
    const asked = scene.feed.asked()
    const places = Array.from({ length: 30 }, (_, index) => count - (index % 3))
    const sockets = await Promise.all(places.map(() => scene.connected()))
    for (const [index, socket] of sockets.entries())
      socket.subscribe('a', resuming, { after: scene.feed.cursorOf(places[index] ?? 0, undefined) })
    await until('thirty', async () => (await scene.overview()).subscriptions[0]?.count === 30)

    expect(scene.feed.asked() - asked).toBeLessThanOrEqual(3)
    await until('one upstream', async () => scene.open().upstreams === 1)
    scene.feed.tell(4)
    await until('all events', async () =>
      sockets.every((socket) => socket.values('a').at(-1)?.['position'] === count + 4),
    )
    for (const [index, socket] of sockets.entries())
      expect(socket.values('a').map(({ position }) => position)).toEqual(
        Array.from({ length: count + 4 - (places[index] ?? 0) }, (_, at) => (places[index] ?? 0) + 1 + at),
      )
  })

  test('join what others follow at their cursor, with what came meanwhile, and miss nothing under traffic', async () => {
    const resuming = `subscription ($after: Cursor) { news(after: $after) { ... on News { position cursor } } }`
    const first = scene.feed.count()
    const live = await scene.connected()
    live.subscribe('a', resuming)
    await scene.followed(1)
    const telling = setInterval(() => scene.feed.tell(), 5)
    const begun: { socket: RawSocket; from: number }[] = []
    for (let round = 0; round < 12; round += 1) {
      const known = live.values('a').length
      await until('a few more', async () => live.values('a').length >= known + 10)
      const seen = live.values('a')
      const { position = first, cursor } = seen[Math.max(0, seen.length - 1 - round * 3)] ?? {}
      const socket = await scene.connected()
      socket.subscribe('a', resuming, { after: cursor ?? scene.feed.cursorOf(first, undefined) })
      begun.push({ socket, from: Number(position) })
    }
    clearInterval(telling)
    const last = scene.feed.count()
    await until('the last', async () =>
      [live, ...begun.map(({ socket }) => socket)].every(
        (socket) => socket.values('a').at(-1)?.['position'] === last,
      ),
    )

    for (const { socket, from } of begun)
      expect(socket.values('a').map(({ position }) => position)).toEqual(
        Array.from({ length: last - from }, (_, index) => from + 1 + index),
      )
    expect(scene.open().upstreams).toBeLessThanOrEqual(2)
  })
})
