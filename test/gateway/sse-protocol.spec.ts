import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { EventSource } from 'undici'
import { portalServer } from '../client/portal-server.ts'
import { until } from '../support/until.ts'
import { eventStream } from './event-stream.ts'
import { newsScene, type NewsScene } from './news-scene.ts'

const query = `subscription ($after: Cursor, $last: Int) {
  news(after: $after, last: $last) {
    __typename
    ... on News { position person { name } }
    ... on FeedGap { reason }
  }
}`

let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene({
    settings: { socketsPerUser: 3, drainWithinMs: 1_000 },
    more: { heartbeatMs: 200, limits: { depth: 6 } },
  })
})
afterAll(async () => {
  await scene.quiet()
  await scene.close()
})
afterEach(() => scene.left())

type Asking = Partial<Parameters<typeof eventStream>[1]>
const asked = async (more: Asking = {}, url = scene.url) =>
  eventStream(url, { token: await scene.token(), query, ...more })
const cursor = (position: number): string => scene.feed.cursorOf(position, undefined)
const news = (position: number) => ({
  __typename: 'News',
  position,
  person: { name: `person p${position % 3}` },
})

describe.each(['POST', 'GET'] as const)('a subscription by %s that accepts events', (method) => {
  test('is answered by a stream of them, each with its cursor as id and completed by the others', async () => {
    const from = scene.feed.count()
    const stream = await asked({ method, lastEventId: cursor(from) })
    scene.feed.tell(3)
    await until('three events', async () => stream.events.length === 3)

    expect(stream.response.status).toBe(200)
    expect(Object.fromEntries(stream.response.headers)).toMatchObject({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
      'x-correlation-id': expect.stringMatching(/./),
      'x-pactwork-token-expires': expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    })
    expect(stream.events).toEqual(
      [1, 2, 3].map((each) => ({
        id: cursor(from + each),
        event: 'next',
        data: { data: { news: news(from + each) } },
      })),
    )
    expect(stream.seen.retries).toHaveLength(1)
    await until('heartbeats on a quiet stream', async () => stream.seen.comments >= 3)
    stream.leave()
  })

  test('goes on behind the last id whatever its variables say', async () => {
    scene.feed.tell(20)
    const to = scene.feed.count()
    for (const position of Array.from({ length: 20 }, (_, index) => to - 20 + index)) {
      const stream = await asked({ method, lastEventId: cursor(position), variables: { after: cursor(to) } })
      await until(`what is behind ${position}`, async () => stream.values().length === to - position)

      expect(stream.values()[0]).toEqual(news(position + 1))
      stream.leave()
    }
  })

  test('that cannot be served from its last id is told so, and goes on', async () => {
    const stream = await asked({ method, lastEventId: 'forged' })
    await until('the gap', async () => stream.events.length === 1)
    scene.feed.tell(1)
    await until('the event', async () => stream.events.length === 2)

    expect(stream.values()).toEqual([{ __typename: 'FeedGap', reason: 'FORGED' }, news(scene.feed.count())])
    expect(stream.events[0]?.id).toBe(cursor(scene.feed.count() - 1))
    stream.leave()
  })

  test.each([
    ['has no token', { token: undefined }, 401, ['UNAUTHENTICATED']],
    ['has a wrong token', { token: 'a.b.c' }, 401, ['UNAUTHENTICATED']],
    ['is no GraphQL', { query: 'subscription {' }, 400, ['GRAPHQL_PARSE_FAILED']],
    [
      'does not fit the graph',
      { query: 'subscription { news { nothing } other }' },
      400,
      ['GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'GRAPHQL_VALIDATION_FAILED'],
    ],
    ['is a query', { query: '{ newsIsRunning }' }, 400, ['SUBSCRIPTION_ONLY']],
    [
      'is deeper than an operation may be',
      {
        query:
          'subscription { news { ... on News { person { friend { friend { friend { friend { friend { name } } } } } } } } }',
      },
      400,
      ['TOO_DEEP'],
    ],
  ])('and %s is refused by status and code, not by events', async (_, wrong, status, codes) => {
    const stream = await asked({ method, ...wrong })
    const answer = (await stream.response.json()) as { errors: { extensions: Record<string, unknown> }[] }

    expect(stream.response.status).toBe(status)
    expect(answer.errors.map(({ extensions }) => extensions['code'])).toEqual(codes)
    expect(answer.errors[0]?.extensions['correlationId']).toBe(
      stream.response.headers.get('x-correlation-id'),
    )
  })
})

describe('a client that accepts', () => {
  test('events as well as an answer gets events of a subscription, and an answer of a query', async () => {
    const accept = 'application/json, text/event-stream'
    const stream = await asked({ accept })
    const answer = await asked({ accept, query: '{ newsIsRunning }' })

    expect(stream.response.headers.get('content-type')).toMatch('text/event-stream')
    expect(await answer.response.json()).toEqual({ data: { newsIsRunning: true } })
    stream.leave()
  })

  test('answers only is told how to subscribe', async () => {
    const { response } = await asked({ accept: 'application/json' })

    expect(await response.json()).toMatchObject({
      errors: [{ extensions: { code: 'SUBSCRIPTION_BY_WEBSOCKET' } }],
    })
  })
})

describe('a stream ends', () => {
  test.each([
    ['expires', () => scene.shortToken(2), () => {}],
    ['is revoked', () => scene.token({ jti: 'tok_stolen' }), () => void scene.revoked.add('tok_stolen')],
  ])('with a last event that says so within five seconds when its token %s', async (_, token, happens) => {
    const stream = await asked({ token: await token() })
    await until('a follower', async () => scene.feed.followers() === 1)
    happens()

    expect(await stream.ended).toBe('ended')
    expect(stream.events).toEqual([
      {
        id: undefined,
        event: 'next',
        data: {
          errors: [
            expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
          ],
        },
      },
      { id: undefined, event: 'complete', data: undefined },
    ])
  })

  test('with the code when its owner does not let it go on', async () => {
    const stream = await asked()
    await until('a follower', async () => scene.feed.followers() === 1)
    scene.feed.withdraw()
    await stream.ended
    scene.feed.withdraw(false)

    expect(stream.events.map(({ event }) => event)).toEqual(['next', 'complete'])
    expect(stream.events[0]?.data).toMatchObject({ errors: [{ extensions: { code: 'DENIED' } }] })
  })

  test('without `complete` when its gateway stops or serves another graph: its client comes back', async () => {
    const other = await scene.gateway()
    const reloaded = await asked({ lastEventId: cursor(scene.feed.count()) }, other.url)
    await other.swap(1)

    expect(await reloaded.ended).toBe('ended')
    const stopped = await asked({ lastEventId: cursor(scene.feed.count()) }, other.url)
    const stopping = other.stop()
    const late = await asked({ lastEventId: cursor(scene.feed.count()) }, other.url)
    expect(await Promise.all([stopped.ended, late.ended])).toEqual(['ended', 'ended'])
    await stopping
    for (const stream of [reloaded, stopped, late]) {
      expect(stream.response.status).toBe(200)
      expect(stream.events).toEqual([])
      expect(stream.seen.retries).toHaveLength(2)
    }
  })
})

test('the connections of a user are counted, whichever way they come', async () => {
  const token = await scene.token()
  const three = await Promise.all([1, 2, 3].map(() => asked({ token })))
  const fourth = await asked({ token })

  expect(three.map(({ response }) => response.status)).toEqual([200, 200, 200])
  expect(fourth.response.status).toBe(429)
  expect(await fourth.response.json()).toMatchObject({
    errors: [{ extensions: { code: 'TOO_MANY_CONNECTIONS' } }],
  })
  three[0]?.leave()
  await until('one to have gone', async () => scene.open().connections === 2)
  const again = await asked({ token })
  expect(again.response.status).toBe(200)
  for (const stream of [...three, again]) stream.leave()
})

describe('a client that leaves', () => {
  test('while it is being opened leaves nothing behind', async () => {
    const gate = Promise.withResolvers<void>()
    scene.feed.holdOpening(gate.promise)
    const before = scene.feed.asked()
    const stream = await asked()
    await until('the owner is asked', async () => scene.feed.asked() > before)
    stream.leave()
    await until('the connection is gone', async () => scene.open().connections === 0)
    gate.resolve()
    scene.feed.holdOpening(Promise.resolve())

    expect(await stream.ended).toBe('broken')
  })

  test('while an event is being completed leaves nothing behind', async () => {
    const gate = Promise.withResolvers<void>()
    scene.holdPeople(gate.promise)
    const before = scene.asked.calls
    const stream = await asked({ lastEventId: cursor(scene.feed.count()) })
    scene.feed.tell(1)
    await until('the others are asked', async () => scene.asked.calls > before)
    stream.leave()
    await until('the connection is gone', async () => scene.open().connections === 0)
    gate.resolve()
    scene.holdPeople(Promise.resolve())

    expect(await stream.ended).toBe('broken')
    expect(stream.events).toEqual([])
  })
})

test("a browser's own EventSource comes back behind the last event it was told", async () => {
  const gateway = await scene.gateway()
  const from = scene.feed.count()
  // EventSource sends no headers: who serves the page adds the token.
  const portal = await portalServer({
    gateway: gateway.url,
    asked: { query, variables: { after: cursor(from) } },
    token: () => scene.token(),
  })
  const params = new URLSearchParams({ query, variables: JSON.stringify({ after: cursor(from) }) })
  const source = new EventSource(`${portal.url}events?${params.toString()}`)
  const seen: number[] = []
  source.addEventListener('next', (event) => {
    if ('data' in event) seen.push(JSON.parse(String(event.data)).data.news.position)
  })
  scene.feed.tell(2)
  await until('two events', async () => seen.length === 2)
  await gateway.swap(1)
  await until('it to be told to come back', async () => gateway.open().connections === 0)
  scene.feed.tell(3)
  await until('the three that it missed', async () => seen.length >= 5)

  expect(seen).toEqual([1, 2, 3, 4, 5].map((each) => from + each))
  source.close()
  await portal.close()
  await until('it to have gone', async () => gateway.open().connections === 0)
})
