import { describe, expect, test } from '@jest/globals'
import type { FormattedExecutionResult } from 'graphql'
import { covers, entriesSource, mayConcern, type Entry } from './entries.ts'
import type { End, Sink } from './leg.ts'
import type { OwnerCall, Owners } from './owners.ts'
import { readerOf, subscriptionTo } from './testing/news-graph.ts'
import type { UpstreamEvent } from './upstream-event.ts'

const { pages } = subscriptionTo('subscription { news { __typename } }').prepared.feed ?? {}
const reader = readerOf('usr_1')
const place = { epoch: 'e1', position: 4 }
const entry = { cursor: 'c4', place, tags: ['about:x'], audience: ['user:usr_1'] }

/** The entries of the news as somebody follows them, and what their owner is asked. */
function following(after?: string) {
  if (!pages) throw new Error('The news have pages.')
  const calls: OwnerCall[] = []
  const sinks: Sink<FormattedExecutionResult>[] = []
  const closed: OwnerCall[] = []
  const owners: Owners = {
    follow(call, sink) {
      calls.push(call)
      sinks.push(sink)

      return { close: () => void closed.push(call) }
    },
    size: () => calls.length,
    stop: () => {},
  }
  const events: UpstreamEvent[] = []
  const ends: End[] = []
  const source = entriesSource('desk', pages.entries, owners)
  const leg = source.follow(reader, after, {
    event: (event) => void events.push(event),
    ended: (end) => void ends.push(end),
  })

  return { source, leg, calls, closed, events, ends, sink: sinks[0] }
}

describe('the entries of a feed', () => {
  test('are one for everybody of a tenant, and can be gone on behind', () => {
    expect(following().source).toMatchObject({
      subgraph: 'desk',
      key: 'desk/newsEntries',
      isOfTenant: true,
      isLive: true,
      isResumable: true,
      isAtOwner: true,
    })
  })

  test.each([undefined, 'c3'])(
    'are followed at their owner, from now on or behind a cursor (%s)',
    (after) => {
      const { calls, leg, closed } = following(after)
      const { document: query, operationName } = pages?.entries ?? {}
      expect(calls).toEqual([
        { subgraph: 'desk', caller: reader, query, operationName, variables: { after } },
      ])
      leg.close()

      expect(closed).toHaveLength(1)
    },
  )

  test('are told with the cursor behind them', () => {
    const { sink, events, ends } = following()
    sink?.event({ data: { newsEntries: entry } })
    sink?.event({ data: { newsEntries: { ...entry, cursor: 'c5', tags: null, audience: null } } })

    expect(events).toMatchObject([
      { cursor: 'c4', entry: { ...entry, tags: new Set(entry.tags), audience: new Set(entry.audience) } },
      { cursor: 'c5', entry: { place, tags: null, audience: null } },
    ])
    sink?.ended({ kind: 'complete' })
    expect(ends).toEqual([{ kind: 'complete' }])
  })

  test.each([
    ['nothing', { data: null, errors: [{ message: 'A fault.' }] }],
    ['another field', { data: { news: entry } }],
    ...Object.keys(entry).map(
      (name) => [`none of its ${name}`, { data: { newsEntries: { ...entry, [name]: 1 } } }] as const,
    ),
  ])('are lost where one cannot be read: it says %s', (_, value) => {
    const { sink, events, ends, closed } = following()
    sink?.event(value)

    expect(ends).toEqual([{ kind: 'lost', reason: expect.any(Error) }])
    expect([events.length, closed.length]).toEqual([0, 1])
  })
})

describe('an entry', () => {
  const { user } = readerOf('usr_1', { groups: ['desk', 'late'], roles: ['SALES_REP'] })
  const about = (audience: string[] | null, tags: string[] | null = ['a:1', 'b:2']): Entry => ({
    ...entry,
    audience: audience && new Set(audience),
    tags: tags && new Set(tags),
  })

  test.each([
    ['its person', ['user:usr_2', 'user:usr_1'], true],
    ['another person', ['user:usr_2'], false],
    ['a person whose id begins so', ['user:usr_10', 'user:usr'], false],
    ['a group of its', ['group:late'], true],
    ['another group', ['group:early'], false],
    ['a permission of its role', ['permission:order:read'], true],
    ['a permission of another role', ['permission:access:administer'], false],
    ['the role by its name', ['permission:SALES_REP', 'group:SALES_REP', 'user:SALES_REP'], false],
    ['a group that is called as the person', ['group:usr_1', 'permission:usr_1', 'permission:desk'], false],
    ['nobody', [], false],
    ['whoever it may be', null, true],
  ])('for %s may be for a reader: %j is %s', (_, audience, may) => {
    expect(mayConcern(about(audience), [], user)).toBe(may)
    expect(mayConcern(about(audience), [], undefined)).toBe(true)
  })

  test.each([
    [[], true],
    [[['a:1']], true],
    [[['a:0', 'a:1'], ['b:2']], true],
    [[['a:1'], ['b:1']], false],
    [[['a:1'], []], false],
    [[['a:']], false],
  ])('is what a reader asks for by %j: %s', (interest, may) => {
    expect(mayConcern(about(null), interest, user)).toBe(may)
    expect(mayConcern(about(['group:early']), interest, user)).toBe(false)
    expect(mayConcern(about(['group:desk']), interest, user)).toBe(may)
    // Nobody knows what it is about: something may have been missed.
    expect(mayConcern(about(null, null), interest, user)).toBe(true)
  })

  test.each([
    [undefined, false],
    [{ epoch: 'e1', position: 3 }, false],
    [{ epoch: 'e1', position: 4 }, true],
    [{ epoch: 'e1', position: 9 }, true],
    [{ epoch: 'e2', position: 9 }, false],
    [{ epoch: null, position: 9 }, false],
  ])('was read when %j was: %s', (read, isCovered) => {
    expect(covers(read, place)).toBe(isCovered)
  })
})
