import { describe, expect, test } from '@jest/globals'
import { buildSchema, parse, print, validate } from 'graphql'
import { loadGraph } from '../graph.ts'
import { newsGraph, subscriptionTo } from '../subscriptions/testing/news-graph.ts'
import { feedPages } from './feed-pages.ts'
import { prepare } from './prepare.ts'

const same = (document = '', expected = '') => expect(print(parse(document))).toBe(print(parse(expected)))
const feedOf = (query: string) => subscriptionTo(query).prepared.feed

describe('a feed whose owner has pages', () => {
  test('is read by the query that its subscription is, under its own key, with its fields for each value', () => {
    const feed = feedOf('subscription { mine: news(about: "x", last: 3) { ... on News { position } } }')

    expect(feed?.pages?.page.operationName).toBe('newsPage')
    same(
      feed?.pages?.page.document,
      `query newsPage($after: Cursor) {
        ${feed?.key}: newsPage(about: "x", last: 3, after: $after) {
          values {
            __typename
            ... on News { position _pwCursor0: cursor _pwTime0: occurredAt }
            ... on FeedGap { _pwCursor1: cursor _pwReason1: reason }
          }
          cursor
          more
          interest
          place { epoch position }
        }
      }`,
    )
  })

  test('is followed by its entries, from behind a cursor of theirs', () => {
    const entries = feedOf('subscription { news { __typename } }')?.pages?.entries

    expect(entries).toMatchObject({ key: 'newsEntries', operationName: 'newsEntries' })
    same(
      entries?.document,
      `subscription newsEntries($after: Cursor) {
        newsEntries(after: $after) { cursor place { epoch position } tags audience }
      }`,
    )
  })

  test.each([
    ['a plain one', 'subscription { news { __typename } }', {}],
    [
      'one of aliases',
      'subscription { a: news { ... on News { b: position c: text(in: "d") e: text } } }',
      {},
    ],
    [
      'one of variables',
      `subscription Named($about: ID, $last: Int = 3, $in: String!, $after: Cursor, $with: Boolean!) {
        news(about: $about, last: $last, after: $after) { ... on News { text(in: $in) position @include(if: $with) } } }`,
      { in: 'x', with: true },
    ],
    [
      'one of fragments',
      `subscription ($in: String) { ...all } fragment all on Subscription { news { ...one ...gap } }
        fragment one on News { a: text(in: $in) ...person } fragment gap on FeedGap { reason }
        fragment person on News { person { ...named } } fragment named on Person { id name }`,
      {},
    ],
    [
      'one of the same selections at several places',
      `subscription { news { ... on News { person { id name } } ...again } }
        fragment again on NewsValue { ... on News { person { id name } text } }`,
      {},
    ],
  ])(
    'gets calls that are valid at its owner from %s, with the variables that it has anyway',
    (_, query, variables) => {
      const { primary, prepared } = subscriptionTo(query, variables)
      const { pages, after = '' } = prepared.feed ?? {}

      for (const document of [pages?.page.document, pages?.entries.document])
        expect(validate(newsGraph.full, parse(document ?? ''))).toEqual([])
      expect(primary.variables).toContain(after)
      for (const name of primary.variables) expect(pages?.page.document).toContain(`$${name}:`)
    },
  )

  test('is every feed of the graph itself', async () => {
    const graph = await loadGraph()
    for (const name of ['orderMilestones', 'falloutChanges', 'quoteChanges', 'worklistChanges']) {
      const document = parse(`subscription { ${name} { ... on FeedGap { reason } } }`)
      const { page, entries } = prepare(graph, { document }).feed?.pages ?? {}

      expect(validate(graph.full, parse(page?.document ?? ''))).toEqual([])
      expect(validate(graph.full, parse(entries?.document ?? ''))).toEqual([])
    }
  })
})

describe('a feed whose owner has none', () => {
  test('is followed as its owner serves it', () => {
    const { feed } = subscriptionTo('subscription { quiet { __typename } }').prepared

    expect(feed).toMatchObject({ key: 'quiet' })
    expect(feed?.pages).toBeUndefined()
  })

  const call = { document: 'subscription ($after: ID) { news(after: $after) { cursor } }' }
  const schemaWith = (entries: string, page: string) =>
    buildSchema(`type Query { none: Int ${page} } type News { cursor: ID! } type Page { cursor: ID! }
      type Subscription { news(after: ID): News ${entries} }`)

  test.each([
    ['entries that nobody can go on behind', 'newsEntries: News', 'newsPage(after: ID): Page', false],
    ['entries and no pages', 'newsEntries(after: ID): News', '', false],
    ['pages and no entries', '', 'newsPage(after: ID): Page', false],
    ['both', 'newsEntries(after: ID): News', 'newsPage(after: ID): Page', true],
  ])('has %s', (_, entries, page, isPaged) => {
    const schema = schemaWith(entries, page)
    const field = schema.getSubscriptionType()?.getFields()['news']

    expect(field && feedPages(schema, field, 'news', call) !== undefined).toBe(isPaged)
  })
})
