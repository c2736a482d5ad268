import { afterEach, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'

const query = 'subscription { news { ... on News { position } } }'

let scene: NewsScene
afterEach(async () => {
  await scene.quiet()
  await scene.close()
})

/** By which code a connection of this person is closed, or undefined when it is let in. */
async function refusal(claims: Record<string, unknown> = {}): Promise<number | undefined> {
  const socket = await scene.socket()
  socket.send({
    type: 'connection_init',
    payload: { authorization: `Bearer ${await scene.token(claims)}` },
  })
  await until('an answer', async () => socket.messages.length > 0 || socket.isClosed())
  if (socket.isClosed()) return (await socket.closed).code
  socket.close()
  await socket.closed

  return undefined
}
const open = (count: number) => until(`${count} connections`, async () => scene.open().connections === count)

describe('connections', () => {
  test('of one user are so many; one more is closed with 4429, other users are let in', async () => {
    scene = await newsScene({ settings: { socketsPerUser: 3 } })
    const sockets = await Promise.all([scene.connected(), scene.connected(), scene.connected()])

    expect(await refusal()).toBe(4429)
    expect(await refusal({ sub: 'usr_other' })).toBeUndefined()
    sockets[0]?.close()
    await open(2)
    expect(await refusal()).toBeUndefined()
  })

  test('of one user are counted whatever token they come by, and of each tenant apart', async () => {
    scene = await newsScene({ settings: { socketsPerUser: 1 } })
    await scene.connected({ roles: ['A'] })

    expect(await refusal({ roles: ['B'], client_id: 'another' })).toBe(4429)
    expect(await refusal({ tenant: 'ten_01hyyyyyyyyyyyyyyyyyyyyyyy' })).toBeUndefined()
  })

  test('of one address are so many, also of those who never say who they are', async () => {
    scene = await newsScene({ settings: { socketsPerAddress: 4 } })
    const sockets = await Promise.all(Array.from({ length: 4 }, () => scene.socket()))
    await open(4)

    expect((await (await scene.socket()).closed).code).toBe(4429)
    for (const socket of sockets) socket.close()
    await open(0)
    expect(await refusal()).toBeUndefined()
  })

  test('are opened at a rate; who is faster is closed with 4429', async () => {
    scene = await newsScene({ settings: { openings: { capacity: 5, refillPerSecond: 1 } } })
    const sockets = await Promise.all(Array.from({ length: 12 }, () => scene.socket()))
    const codes = new Set<number>()
    for (const socket of sockets) void socket.closed.then(({ code }) => codes.add(code))
    await until('those too many', async () => sockets.filter((socket) => socket.isClosed()).length >= 6)

    expect(sockets.filter((socket) => !socket.isClosed()).length).toBeGreaterThanOrEqual(5)
    expect([...codes]).toEqual([4429])
  })
})

describe('subscriptions of one connection', () => {
  test('are a hundred, also when they are asked for in one tick; more are refused, one by one', async () => {
    scene = await newsScene()
    const socket = await scene.connected()
    for (let count = 1; count <= 110; count += 1) socket.subscribe(`s${count}`, query)
    await until(
      'ten refusals',
      async () => socket.messages.filter(({ type }) => type === 'error').length === 10,
    )
    await until('a hundred', async () => (await scene.overview()).subscriptions[0]?.count === 100)
    await scene.followed(1)
    scene.feed.tell(3)
    await until('three events each', async () =>
      Array.from({ length: 100 }, (_, index) => socket.values(`s${index + 1}`)).every(
        (values) => values.length === 3,
      ),
    )

    expect(scene.open()).toMatchObject({ connections: 1, upstreams: 1, owners: 1 })
    expect(socket.messages.filter(({ type }) => type === 'error').map(({ payload }) => payload)).toEqual(
      Array.from({ length: 10 }, () => [
        expect.objectContaining({ extensions: expect.objectContaining({ code: 'TOO_MANY_SUBSCRIPTIONS' }) }),
      ]),
    )
    socket.send({ id: 's1', type: 'complete' })
    await until('one less', async () => (await scene.overview()).subscriptions[0]?.count === 99)
    socket.subscribe('again', query)
    await until('one more', async () => (await scene.overview()).subscriptions[0]?.count === 100)
  })

  test('share so many connections to their owner', async () => {
    scene = await newsScene({ settings: { perOwnerSocket: 4 } })
    const socket = await scene.connected()
    for (let count = 1; count <= 10; count += 1)
      socket.subscribe(`s${count}`, query.replace('news', 'news(about: "p")').replace('"p"', `"p${count}"`))
    await scene.followed(10)

    expect(scene.open()).toMatchObject({ upstreams: 10, owners: 3 })
  })
})

describe('an operation is limited as queries are:', () => {
  const limits = { depth: 4, aliases: 2, tokens: 60, cost: 10 }
  test.each<[string, string, object, string]>([
    [
      'by depth',
      'subscription { news { ... on News { person { friend { friend { id } } } } } }',
      {},
      'TOO_DEEP',
    ],
    [
      'by aliases',
      'subscription { news { ... on News { a: text b: text c: text } } }',
      {},
      'TOO_MANY_ALIASES',
    ],
    ['by tokens', `subscription { news { ... on News { ${'text '.repeat(60)} } } }`, {}, 'TOO_MANY_TOKENS'],
    [
      'by cost',
      'subscription { news { ... on News { person { friends { id } friend { id } } } } }',
      {},
      'COST_LIMIT_EXCEEDED',
    ],
    ['by fragments', 'subscription { news { ...F } } fragment F on News { ...F }', {}, 'FRAGMENT_CYCLE'],
    ['by introspection', 'subscription { __schema { types { name } } }', {}, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'by its variables',
      'subscription ($about: ID) { news(about: $about) { ... on News { text } } }',
      { about: { no: 'text' } },
      'BAD_USER_INPUT',
    ],
  ])('%s', async (_, operation, variables, code) => {
    scene = await newsScene({ more: { limits } })
    const socket = await scene.connected()
    socket.subscribe('a', operation, { ...variables })
    const { payload } = await socket.first('error')

    expect(payload).toContainEqual(expect.objectContaining({ extensions: expect.objectContaining({ code }) }))
    expect(scene.feed.asked()).toBe(0)
  })

  test('and takes from the same budget', async () => {
    scene = await newsScene({
      more: { limits: { clientBudget: { capacity: 20, refillPerSecond: 1 } } },
    })
    const socket = await scene.connected()
    for (let count = 1; count <= 40; count += 1) socket.subscribe(`s${count}`, query)
    const { payload } = await socket.first('error')

    expect(payload).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'BUDGET_EXHAUSTED' }) }),
    ])
  })
})

test('there are no WebSockets at other paths', async () => {
  scene = await newsScene()
  const socket = await scene.socket(`${scene.url}/elsewhere`)

  expect((await socket.closed).code).toBe(1006)
  expect(scene.open().connections).toBe(0)
})
