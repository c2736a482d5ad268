import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'

let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene()
})
afterAll(async () => {
  await scene.quiet()
  await scene.close()
})
afterEach(() => scene.left())

const answer = z.object({ data: z.unknown(), errors: z.unknown().optional() })
const codesOf = z.array(z.object({ path: z.array(z.unknown()), extensions: z.object({ code: z.string() }) }))

/** Data, and which errors stand where, of whatever was told about one and the same thing. */
function told(result: unknown) {
  const { data, errors } = answer.parse(result)

  return {
    data,
    errors: codesOf.parse(errors ?? []).map(({ path, extensions: { code } }) => `${path.join('.')}: ${code}`),
  }
}

type Selecting = { about?: string; variables?: Record<string, unknown>; definitions?: string; more?: string }

/** What a subscriber is told of one item, and what a query answers of the same. */
async function both(
  selection: string,
  { about = 'p1', variables = {}, definitions = '', more = '' }: Selecting,
) {
  const socket = await scene.connected()
  socket.subscribe('a', `subscription Told${definitions} { it: news ${selection} } ${more}`, variables)
  await scene.followed(1)
  scene.feed.tell(1, () => about)
  const { payload } = await socket.first('next')
  const response = await fetch(`${scene.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await scene.token()}` },
    body: JSON.stringify({
      query: `query Told${definitions} { it: latestNews ${selection} } ${more}`,
      variables,
    }),
  })

  return { event: told(payload), query: told(await response.json()) }
}

describe('an event is completed as a query is:', () => {
  test.each<[string, string, Selecting]>([
    ['an entity of another subgraph', '{ ... on News { position person { id name age } } }', {}],
    ['nothing of others', '{ __typename ... on News { position text } }', {}],
    ['nothing but its type', '{ __typename }', {}],
    [
      'an interface, by its fields and by its types',
      '{ ... on News { subject { __typename id name ... on Person { age motto } ... on Place { country } } } }',
      {},
    ],
    [
      'an interface that only one type is asked of',
      '{ ... on News { subject { ... on Place { name } } } }',
      {},
    ],
    [
      'a list of a union',
      '{ ... on News { mentions { __typename ... on Person { name friend { name } } ... on Place { country } } } }',
      {},
    ],
    [
      'fragments within fragments',
      '{ ...N }',
      {
        more: 'fragment N on News { person { ...P } subject { ...P } } fragment P on Person { name ... { age } }',
      },
    ],
    [
      'the same thing in several places, under other names',
      '{ ... on News { a: person { id n: name } b: person { n: age } c: subject { ... on Person { z: name } } } }',
      {},
    ],
    [
      'what @include and @skip leave of it',
      `{ ... on News { person @skip(if: $no) { name @include(if: $yes) age @include(if: $no) }
         text @include(if: $no) subject @include(if: $no) { id } } }`,
      { definitions: '($yes: Boolean!, $no: Boolean = false)', variables: { yes: true } },
    ],
    [
      'what is left when all of the others is skipped',
      '{ ... on News { position person { id name @skip(if: $all) } } ... @skip(if: $all) { __typename } }',
      { definitions: '($all: Boolean!)', variables: { all: true } },
    ],
    ['an error of a field, with its path', '{ ... on News { person { id age name } } }', { about: 'young' }],
    [
      'an error in a list',
      '{ ... on News { person { friends { name age } } mentions { ... on Person { age } } } }',
      { about: 'young' },
    ],
    [
      'a null that may not be, up to the next that may',
      '{ ... on News { position person { id motto } } }',
      { about: 'silent' },
    ],
    [
      'a null that may not be, in a list whose items may not',
      '{ ... on News { position mentions { ... on Person { motto } } } }',
      { about: 'silent' },
    ],
    ['an entity that is not there', '{ ... on News { position person { name } text } }', { about: 'none' }],
    ['a field that the caller may not see', '{ ... on News { position secret person { name } } }', {}],
  ])('%s', async (_, selection, selecting) => {
    const { event, query } = await both(selection, selecting)

    expect(event).toEqual(query)
    expect(event.data).toHaveProperty('it')
  })

  test('and what is wrong of one comes with that one alone', async () => {
    const socket = await scene.connected()
    socket.subscribe('a', 'subscription { news { ... on News { person { id age motto } } } }')
    await scene.followed(1)
    for (const about of ['p1', 'young', 'silent', 'none', 'p2']) scene.feed.tell(1, () => about)
    await until('five events', async () => socket.values('a').length === 5)

    expect(socket.messages.filter(({ type }) => type === 'next').map(({ payload }) => told(payload))).toEqual(
      [
        { data: { news: { person: { id: 'p1', age: 2, motto: 'motto of p1' } } }, errors: [] },
        {
          data: { news: { person: { id: 'young', age: null, motto: 'motto of young' } } },
          errors: ['news.person.age: DENIED'],
        },
        { data: { news: { person: null } }, errors: [expect.stringContaining('news.person')] },
        { data: { news: { person: null } }, errors: [expect.stringContaining('news.person')] },
        { data: { news: { person: { id: 'p2', age: 2, motto: 'motto of p2' } } }, errors: [] },
      ],
    )
  })
})

describe('what follows a feed for itself', () => {
  test('asks of each event what it needs, and tells the client nothing of it', async () => {
    const socket = await scene.connected()
    socket.subscribe('plain', 'subscription { news { __typename } }')
    socket.subscribe(
      'named',
      'subscription ($after: Cursor) { it: news(after: $after) { ... on News { cursor: text } } }',
    )
    await scene.followed(2)
    scene.feed.tell()
    await until('both', async () => socket.values('plain').length + socket.values('named').length === 2)

    expect(socket.values('plain')).toEqual([{ __typename: 'News' }])
    expect(socket.values('named')).toEqual([{ cursor: `news ${scene.feed.count()}` }])
  })

  test('leaves the client its own variables, whatever they are called', async () => {
    const known = scene.feed.count()
    scene.feed.tell(3)
    const socket = await scene.connected()
    socket.subscribe(
      'a',
      `subscription ($after: Cursor, $_after: Int) {
         news(after: $after, last: $_after) { ... on News { position } ...Later } }
       fragment Later on NewsValue { ... on FeedGap { reason } }`,
      { _after: 2 },
    )
    await until('the last two', async () => socket.values('a').length === 2)
    expect(socket.values('a')).toEqual([{ position: known + 2 }, { position: known + 3 }])

    socket.subscribe(
      'b',
      'subscription ($after: Cursor) { news(after: $after) { ... on News { position } } }',
      { after: scene.feed.cursorOf(known + 1, undefined) },
    )
    await until('the last two', async () => socket.values('b').length === 2)
    expect(socket.values('b')).toEqual(socket.values('a'))
  })

  test.each(['TRIMMED', 'NEW_EPOCH', 'OTHER_FILTER', 'FORGED'])(
    'passes a gap on, %s, and what comes after it',
    async (reason) => {
      scene.feed.tell(5)
      const about = reason === 'OTHER_FILTER' ? 'p1' : undefined
      const after =
        reason === 'FORGED' ? 'never given out' : scene.feed.cursorOf(scene.feed.count() - 4, about)
      if (reason === 'TRIMMED') scene.feed.trim(scene.feed.count() - 1)
      if (reason === 'NEW_EPOCH') scene.feed.beginAnew()
      const socket = await scene.connected()
      socket.subscribe(
        'a',
        'subscription ($after: Cursor) { news(after: $after) { __typename ... on News { position } ... on FeedGap { reason } } }',
        { after },
      )
      await until('the gap', async () => socket.values('a').length > 0)
      const gaps = (await scene.overview()).gaps.find(({ labels }) => labels['reason'] === reason)
      scene.feed.tell()
      await until('the news', async () => socket.values('a').at(-1)?.['position'] === scene.feed.count())

      expect(socket.values('a')[0]).toEqual({ __typename: 'FeedGap', reason })
      expect(socket.values('a').filter(({ __typename }) => __typename === 'FeedGap')).toHaveLength(1)
      expect(gaps?.count).toBe(1)
    },
  )
})
