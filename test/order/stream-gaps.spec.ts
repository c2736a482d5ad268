import { afterAll, describe, expect, test } from '@jest/globals'
import { trimFeed } from '@pactwork/kernel/events/feed-append'
import { tokenOf } from '../gateway/tokens.ts'
import type { Data } from '../stack/graph-client.ts'
import { newTenant } from '../support/tenant.ts'
import { feedDatabase, type FeedDatabase } from './feed-database.ts'
import { falloutChanges, following, milestones, type Stream } from './subgraph-stream.ts'

/** A stream whose values carry a number that the test gives them. */
type Numbered = {
  name: string
  stream: Stream
  feed: string
  append(database: FeedDatabase, ...numbers: number[]): Promise<void>
  numberOf(value: Data): unknown
  /** Each another filter than none. */
  filters(database: FeedDatabase): Data[]
  other: Stream
}

const streams: Numbered[] = [
  {
    name: 'milestones',
    stream: milestones,
    feed: 'order-milestones',
    append: (database, ...numbers) => database.append(...numbers),
    numberOf: ({ position }) => position,
    filters: ({ orderId, customerId }) => [{ orderId }, { customerId }],
    other: falloutChanges,
  },
  {
    name: 'fallout changes',
    stream: {
      field: 'falloutChanges',
      document: `subscription ($filter: FalloutChangeFilter, $after: Cursor, $last: Int) {
        falloutChanges(filter: $filter, after: $after, last: $last) {
          __typename
          ... on FalloutChange { standingMinutes cursor }
          ... on FeedGap { reason cursor }
        }
      }`,
    },
    feed: 'fallout-changes',
    append: (database, ...numbers) => database.age(...numbers),
    numberOf: ({ standingMinutes }) => standingMinutes,
    filters: () => [
      { filter: { queue: 'inventory-operations' } },
      { filter: { severity: 'BLOCKER' } },
      { filter: { reason: 'EXTERNAL_REJECTION' } },
    ],
    other: milestones,
  },
]

const databases: FeedDatabase[] = []
afterAll(() => Promise.all(databases.map((database) => database.close())))

/** A tenant with numbered items in a feed, and somebody who may see all of them. */
async function numbered({ stream, append }: Numbered, ...numbers: number[]) {
  const tenant = await newTenant('gaps')
  const database = await feedDatabase(tenant.id)
  databases.push(database)
  const token = await tokenOf(tenant, 'operations')
  await append(database, ...numbers)
  const values = await following(token, stream, { last: 100 }, (follower) => follower.first(numbers.length))

  return { database, token, cursors: values.map(({ cursor }) => String(cursor)) }
}

describe.each(streams)('a cursor of $name that cannot be served', (of) => {
  const { stream, feed, append, numberOf, filters, other } = of
  const told = (values: readonly Data[]): unknown[] =>
    values.map((value) => value['reason'] ?? numberOf(value))
  const rest = (token: string, variables: Data, count: number): Promise<Data[]> =>
    following(token, stream, variables, (follower) => follower.first(count))

  test.concurrent('is answered by one gap with its reason and a fresh cursor, then by what comes', async () => {
    const { database, token, cursors } = await numbered(of, 1, 2, 3)
    const elsewhere = await numbered(of, 1)
    const [first = ''] = cursors
    const cases: [string, Data][] = [
      ...filters(database).map((filter): [string, Data] => ['OTHER_FILTER', { ...filter, after: first }]),
      ['FORGED', { after: elsewhere.cursors[0] }],
      ['FORGED', { after: 'nothing that was ever given out' }],
      ['FORGED', { after: `${first.slice(0, -3)}AAA`, last: 3 }],
    ]

    for (const [index, [reason, variables]] of cases.entries()) {
      const comes = 1_000 + index
      const gap = await following(token, stream, variables, async (follower) => {
        const [said] = await follower.first(1)
        await append(database, comes)
        expect(told(await follower.first(2))).toEqual([reason, comes])
        return said
      })
      expect(gap).toEqual({ __typename: 'FeedGap', reason, cursor: expect.stringMatching(/^[\w-]{30,45}$/) })
      expect(told(await rest(token, { ...variables, after: gap?.['cursor'] }, 1))).toEqual([comes])
    }
  })

  test.concurrent('because it is of another stream is forged', async () => {
    const { token, cursors } = await numbered(of, 1)
    const [gap] = await following(token, other, { after: cursors[0] }, (follower) => follower.first(1))

    expect(gap).toEqual({ __typename: 'FeedGap', reason: 'FORGED', cursor: expect.any(String) })
  })

  test.concurrent('because its items are no longer kept: one gap, then those that are', async () => {
    const { database, token, cursors } = await numbered(of, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)
    await database.write((uow) => trimFeed(uow, feed, 6))

    for (const [at, expected] of [
      [0, ['TRIMMED', 7, 8, 9, 10]],
      [4, ['TRIMMED', 7, 8, 9, 10]],
      [5, [7, 8, 9, 10]],
      [8, [10]],
    ] as const) {
      const values = await rest(token, { after: cursors[at] }, expected.length)
      expect(told(values)).toEqual(expected)
      if (expected[0] === 'TRIMMED')
        expect(told(await rest(token, { after: values[0]?.['cursor'] }, 4))).toEqual([7, 8, 9, 10])
    }
  })

  test.concurrent('because the feed was begun anew: one gap, then all of the new one; also in mid-stream', async () => {
    const { database, token, cursors } = await numbered(of, 1, 2)
    await following(token, stream, { last: 2 }, async (watching) => {
      await watching.first(2)
      await database.write(async (uow) => {
        await uow.sql('delete from feed_item where tenant_id = $1 and feed = $2', [uow.tenantId, feed])
        await uow.sql('delete from feed_head where tenant_id = $1 and feed = $2', [uow.tenantId, feed])
      })
      await append(database, 3)
      await append(database, 4)

      expect(told(await watching.first(5))).toEqual([1, 2, 'NEW_EPOCH', 3, 4])
      expect(told(await rest(token, { after: cursors[1] }, 3))).toEqual(['NEW_EPOCH', 3, 4])
    })
  })
})
