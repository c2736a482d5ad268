import { subscriptionClient } from '@pactwork/contracts/client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { aside } from '../gateway/aside.ts'
import { newsScene, type NewsScene } from '../gateway/news-scene.ts'
import { until } from '../support/until.ts'
import { front, type Front } from './front.ts'
import { newsDocument, newsReader, positions } from './news-reader.ts'

const settings = { more: { heartbeatMs: 1_000 } }
let scene: NewsScene
let balancer: Front
beforeAll(async () => {
  scene = await newsScene(settings)
  balancer = await front(scene.url)
})
afterAll(async () => {
  await balancer.close()
  await scene.quiet()
  await scene.close()
})

const head = ({ feed }: NewsScene = scene): string => feed.cursorOf(feed.count(), undefined)
const jtiOf = (token: string): string =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()).jti

describe.each(['websocket', 'sse'] as const)('the client by %s', (transport) => {
  const options = () => ({ url: `${balancer.url}/graphql`, transport, token: () => scene.token() })
  const reader = (more: Partial<Parameters<typeof newsReader>[0]> = {}) =>
    newsReader({ ...options(), ...more })

  test('whose connection is cut behind each of 200 events is told every one of them once and in order', async () => {
    const from = scene.feed.count()
    const reading = reader({ after: head() })
    for (const position of positions(from + 1, from + 200)) {
      scene.feed.tell(1)
      await until(`event ${position}`, async () => reading.told.at(-1) === position, { every: 2 })
      balancer.cut()
    }

    expect(reading.told).toEqual(positions(from + 1, from + 200))
    expect(reading.returns.length).toBeGreaterThanOrEqual(199)
    reading.close()
    expect(await reading.ended).toBeUndefined()
    await scene.left()
  })

  test('goes on at another gateway when its own one stops, while events come', async () => {
    const from = scene.feed.count()
    const reading = reader({ after: head() })
    scene.feed.tell(10)
    await until('ten events', async () => reading.told.length === 10)
    const other = await scene.gateway()
    balancer.to(other.url)
    const first = await scene.gateway()
    balancer.to(first.url)
    balancer.cut()
    await until('it to be at that gateway', async () => first.open().connections === 1)
    balancer.to(other.url)
    const stopping = first.stop()
    const telling = setInterval(() => scene.feed.tell(1), 10)
    await stopping
    await until('it to be at the other one', async () => other.open().connections === 1)
    clearInterval(telling)
    const to = scene.feed.count()
    await until('the rest', async () => reading.told.at(-1) === to)

    expect(reading.told).toEqual(positions(from + 1, to))
    expect(reading.returns).toEqual(['DISCONNECTED', 'RECONNECT'])
    balancer.to(scene.url)
    reading.close()
    await scene.left()
  })

  test('tells a gap in its place, and goes on', async () => {
    scene.feed.tell(10)
    const from = scene.feed.count()
    const reading = reader({ after: scene.feed.cursorOf(from - 10, undefined) })
    await until('the ten', async () => reading.told.length === 10)
    const away = await scene.away()
    scene.feed.tell(5)
    scene.feed.trim(from + 3)
    await away()
    await until('what is left', async () => reading.told.at(-1) === from + 5)

    expect(reading.told).toEqual([
      ...positions(from - 9, from),
      { reason: 'TRIMMED', cursor: scene.feed.cursorOf(from + 3, undefined) },
      from + 4,
      from + 5,
    ])
    reading.close()
    await scene.left()
  })

  test('tells that something may be missing when it is cut off before its first event', async () => {
    const reading = reader()
    await until('a follower', async () => scene.feed.followers() === 1)
    balancer.cut()
    await until('the gap', async () => reading.told.length === 1)
    await until('a follower again', async () => scene.feed.followers() === 1)
    scene.feed.tell(1)
    await until('the event', async () => reading.told.length === 2)

    expect(reading.told).toEqual([{ reason: 'NOT_BEGUN', cursor: undefined }, scene.feed.count()])
    reading.close()
    await scene.left()
  })

  test('comes back with a new token when its own is revoked', async () => {
    const tokens: string[] = []
    const reading = reader({
      async token() {
        tokens.push(await scene.token())
        return tokens.at(-1)
      },
      after: head(),
    })
    scene.feed.tell(1)
    await until('an event', async () => reading.told.length === 1)
    scene.revoked.add(jtiOf(tokens[0] ?? ''))
    await until('it to come back', async () => reading.returns.length === 1)
    scene.feed.tell(1)
    await until('another event', async () => reading.told.length === 2)

    expect(reading.returns).toEqual(['UNAUTHENTICATED'])
    expect(tokens).toHaveLength(2)
    reading.close()
    await scene.left()
  })

  test(
    'renews its token before it expires, and misses nothing meanwhile',
    aside(async (own) => {
      let tokens = 0
      const from = own.feed.count()
      const reading = newsReader({
        url: `${own.url}/graphql`,
        transport,
        token() {
          tokens += 1
          return own.shortToken(3)
        },
        after: head(own),
      })
      const telling = setInterval(() => own.feed.tell(1), 50)
      await until('three tokens', async () => tokens === 3)
      clearInterval(telling)
      const to = own.feed.count()
      await until('all events', async () => reading.told.at(-1) === to)

      expect(reading.told).toEqual(positions(from + 1, to))
      expect(reading.returns).toEqual(transport === 'websocket' ? [] : ['RENEWED', 'RENEWED'])
      reading.close()
    }),
  )

  test('gives up when its token is wrong, when there is none any more, and when it asks for what is not there', async () => {
    const wrong = reader({ token: () => 'a.b.c' })
    const none = reader({ token: () => undefined })
    const unknown = reader({ document: newsDocument.replace('position', 'nothing') })

    expect(await wrong.ended).toMatchObject({ name: 'SubscriptionError', code: 'UNAUTHENTICATED' })
    expect(await none.ended).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(await unknown.ended).toMatchObject({ code: 'GRAPHQL_VALIDATION_FAILED', errors: [{}] })
    for (const each of [wrong, none, unknown]) each.close()
    await scene.left()
  })

  test('gives up when it may not follow any more', async () => {
    const reading = reader({ after: head() })
    scene.feed.tell(1)
    await until('an event', async () => reading.told.length === 1)
    scene.feed.withdraw()

    expect(await reading.ended).toMatchObject({ code: 'DENIED' })
    scene.feed.withdraw(false)
    reading.close()
    await scene.left()
  })

  test(
    'notices that nobody is there any more, and comes back',
    aside(async (own) => {
      const before = await front(own.url)
      const reading = newsReader({
        url: `${before.url}/graphql`,
        transport,
        token: () => own.token(),
        after: head(own),
        heartbeatMs: 500,
        silenceMs: 2_500,
      })
      own.feed.tell(1)
      await until('an event', async () => reading.told.length === 1)
      before.freeze()
      own.feed.tell(1)
      await until('the event behind it', async () => reading.told.length === 2)

      expect(reading.told).toEqual([1, 2])
      reading.close()
      await before.close()
    }, settings),
  )

  test('is told everything however slowly it reads', async () => {
    const client = subscriptionClient({ ...options(), mostWaiting: 10, retry: { firstMs: 1, mostMs: 1 } })
    const from = scene.feed.count()
    const seen: unknown[] = []
    const events = client.iterate<{ news: { __typename: 'News'; position: number } }>({
      query: newsDocument,
      after: head(),
      onGap: (gap) => void seen.push(gap),
    })
    scene.feed.tell(100)
    for await (const { value } of events) {
      seen.push(value.position)
      await new Promise(setImmediate)
      if (seen.length === 100) break
    }

    expect(seen).toEqual(positions(from + 1, from + 100))
    client.close()
    await scene.left()
  })

  test('carries several subscriptions, each of which ends by itself', async () => {
    const client = subscriptionClient(options())
    const about = (person: string) => {
      const seen: unknown[] = []
      const query = newsDocument
      const stop = client.subscribe<{ news: { __typename: 'News'; person: { name: string } } }>(
        { query, variables: { about: person }, onGap: (gap) => void seen.push(gap) },
        { next: ({ value }) => void seen.push(value.person.name) },
      )

      return { seen, stop }
    }
    const [one, other] = [about('a'), about('b')]
    await until('both', async () => scene.feed.followers() === 2)
    scene.feed.tell(4, (position) => (position % 2 === 0 ? 'a' : 'b'))
    await until('two each', async () => one.seen.length === 2 && other.seen.length === 2)
    one.stop()
    await until('one to be left', async () => scene.feed.followers() === 1)
    scene.feed.tell(1, () => 'b')
    await until('a third', async () => other.seen.length === 3)

    expect(one.seen).toEqual(['person a', 'person a'])
    expect(other.seen).toEqual(['person b', 'person b', 'person b'])
    client.close()
    await scene.left()
  })
})
