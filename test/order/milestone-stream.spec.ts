import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { trimFeed } from '@pactwork/kernel/events/feed-append'
import { newId } from '@pactwork/kernel/ids'
import { orderMilestoneFeed } from '@pactwork/order/milestones/milestone-feed'
import { tokenOf } from '../gateway/tokens.ts'
import type { Data } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { until } from '../support/until.ts'
import { feedDatabase, type FeedDatabase } from './feed-database.ts'
import { falloutChanges, followSubgraph, following, milestones } from './subgraph-stream.ts'

type World = { tenant: Tenant; token: string; feed: FeedDatabase }

const worlds: World[] = []
async function world(): Promise<World> {
  const tenant = await newTenant('stream')
  const made = { tenant, token: await tokenOf(tenant, 'sales'), feed: await feedDatabase(tenant.id) }
  worlds.push(made)

  return made
}
let one: World

beforeAll(async () => {
  one = await world()
}, 60_000)
afterAll(() => Promise.all(worlds.map(({ feed }) => feed.close())))

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
const positionsOf = (values: readonly Data[]): unknown[] =>
  values.map((value) => value['reason'] ?? value['position'])
const cursorOf = (values: readonly Data[], at: number): string => String(values.at(at)?.['cursor'])

describe('a subscriber of milestones that is cut off', () => {
  test('at every position of 200, while they are written, and comes back: sees each once and in order', async () => {
    const { token, feed } = one
    await feed.append(1)
    const seen = await following(token, milestones, { last: 1 }, (follower) => follower.first(1))
    const write = async (): Promise<void> => {
      for (let from = 2; from <= 200; from += 9) await feed.append(...numbers(from, Math.min(from + 8, 200)))
    }
    const follow = async (): Promise<void> => {
      while (seen.length < 200) {
        const follower = await followSubgraph(token, milestones, { after: cursorOf(seen, -1) })
        // Whatever came behind the first is thrown away: the cut is after each single one.
        seen.push(...(await follower.first(1)))
        follower.cut()
      }
    }
    await Promise.all([write(), follow()])

    expect(positionsOf(seen)).toEqual(numbers(1, 200))
    expect(seen[41]).toEqual({
      __typename: 'OrderMilestone',
      milestone: 'ORDER_CAPTURED',
      position: 42,
      occurredAt: expect.stringMatching(/^\d{4}-.*Z$/),
      correlationId: 'cause of 42',
      cursor: expect.stringMatching(/^[\w-]{30,45}$/),
      order: { id: feed.orderId },
    })
  }, 120_000)

  test('at any position of 200 stored ones gets exactly the rest', async () => {
    const { token, feed } = await world()
    await feed.append(...numbers(1, 200))
    const first = await following(token, milestones, { last: 100 }, (follower) => follower.first(100))
    expect(positionsOf(first)).toEqual(numbers(101, 200))

    const cuts = [0, 1, 49, 98]
    for (const [times, at] of cuts.entries()) {
      const stored = [...numbers(102 + at, 200), ...numbers(1_000, 999 + times)]
      const rest = await following(token, milestones, { after: cursorOf(first, at) }, async (follower) => {
        await follower.first(stored.length)
        await feed.append(1_000 + times)
        return follower.first(stored.length + 1)
      })
      expect(positionsOf(rest)).toEqual([...stored, 1_000 + times])
    }
  })
})

describe('a cursor that cannot be served', () => {
  const live = async ({ token, feed }: World, variables: Data, reason: string): Promise<void> => {
    const marker = 5_000 + Math.floor(Math.random() * 1_000_000)
    const gap = await following(token, milestones, variables, async (follower) => {
      const [told] = await follower.first(1)
      await feed.append(marker)
      expect(positionsOf(await follower.first(2))).toEqual([reason, marker])
      return told
    })
    expect(gap).toEqual({ __typename: 'FeedGap', reason, cursor: expect.any(String) })

    const again = { ...variables, after: gap?.['cursor'] }
    const [next] = await following(token, milestones, again, (follower) => follower.first(1))
    expect(positionsOf([next ?? {}])).toEqual([marker])
  }

  test('is answered by one gap with its reason and a fresh cursor, then by what comes', async () => {
    const own = await world()
    const other = await world()
    await own.feed.append(1, 2, 3)
    await other.feed.append(1)
    const ofAll = await following(own.token, milestones, { last: 3 }, (follower) => follower.first(3))
    const foreign = await following(other.token, milestones, { last: 1 }, (follower) => follower.first(1))
    const { orderId, customerId } = own.feed

    await live(own, { after: cursorOf(ofAll, 0), orderId }, 'OTHER_FILTER')
    await live(own, { after: cursorOf(ofAll, 0), customerId }, 'OTHER_FILTER')
    await live(own, { after: cursorOf(foreign, 0) }, 'FORGED')
    await live(own, { after: 'nothing that was ever given out' }, 'FORGED')
    await live(own, { after: `${cursorOf(ofAll, 0).slice(0, -3)}AAA`, last: 3 }, 'FORGED')
  })

  test('of another stream is forged here', async () => {
    const own = await world()
    await own.feed.append(1)
    const operations = await tokenOf(own.tenant, 'operations')
    const [mine] = await following(own.token, milestones, { last: 1 }, (follower) => follower.first(1))
    const variables = { after: mine?.['cursor'] }
    const [gap] = await following(operations, falloutChanges, variables, (follower) => follower.first(1))

    expect(gap).toEqual({ __typename: 'FeedGap', reason: 'FORGED', cursor: expect.any(String) })
  })

  test('because its items are no longer kept: one gap, then those that are', async () => {
    const { token, feed } = await world()
    await feed.append(...numbers(1, 10))
    const first = await following(token, milestones, { last: 10 }, (follower) => follower.first(10))
    await feed.write((uow) => trimFeed(uow, orderMilestoneFeed.name, 6))

    for (const [at, expected] of [
      [0, ['TRIMMED', 7, 8, 9, 10]],
      [4, ['TRIMMED', 7, 8, 9, 10]],
      [5, [7, 8, 9, 10]],
      [8, [10]],
    ] as const) {
      const variables = { after: cursorOf(first, at) }
      const rest = await following(token, milestones, variables, (follower) =>
        follower.first(expected.length),
      )
      expect(positionsOf(rest)).toEqual(expected)
      if (expected[0] !== 'TRIMMED') continue
      const again = { after: cursorOf(rest, 0) }
      const kept = await following(token, milestones, again, (follower) => follower.first(4))
      expect(positionsOf(kept)).toEqual([7, 8, 9, 10])
    }
  })

  test('because the feed was begun anew: one gap, then all of the new one; also in mid-stream', async () => {
    const { token, feed } = await world()
    await feed.append(1, 2)
    await following(token, milestones, { last: 2 }, async (watching) => {
      const first = await watching.first(2)
      await feed.write(async (uow) => {
        await uow.sql('delete from feed_item where tenant_id = $1', [uow.tenantId])
        await uow.sql('delete from feed_head where tenant_id = $1', [uow.tenantId])
        orderMilestoneFeed.append(uow, [feed.rowOf(3)])
      })
      await feed.append(4)

      expect(positionsOf(await watching.first(5))).toEqual([1, 2, 'NEW_EPOCH', 3, 4])
      const variables = { after: cursorOf(first, 1) }
      const rest = await following(token, milestones, variables, (follower) => follower.first(3))
      expect(positionsOf(rest)).toEqual(['NEW_EPOCH', 3, 4])
    })
  })
})

test('a late commit is skipped by nobody: the number after it waits for it', async () => {
  const { token, feed } = await world()
  await feed.append(1)
  await following(token, milestones, { last: 1 }, async (follower) => {
    await follower.first(1)
    const [gate, positioned] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const late = feed.write(async (uow) => {
      orderMilestoneFeed.append(uow, [feed.rowOf(2)])
      uow.beforeCommit(async () => {
        positioned.resolve()
        await gate.promise
      })
    })
    await positioned.promise
    let committed = false
    const early = feed.append(3).then(() => (committed = true))
    await following(token, milestones, { last: 5 }, async (second) => {
      await second.first(1)
      expect(committed).toBe(false)
      gate.resolve()
      await Promise.all([late, early])

      expect(positionsOf(await second.first(3))).toEqual([1, 2, 3])
      expect(positionsOf(await follower.first(3))).toEqual([1, 2, 3])
    })
  })
})

test('one order, one customer, or all one may act for: nothing else comes, of this tenant or another', async () => {
  const own = await world()
  const other = await world()
  const { token, feed } = own
  const elsewhere = { orderId: newId('ord'), customerId: newId('cus') }
  const customer = await tokenOf(own.tenant, 'customer')
  const { orderId } = feed
  const [ofOrder, ofCustomer, ofAll, ofNothing] = await Promise.all([
    followSubgraph(token, milestones, { orderId }),
    followSubgraph(token, milestones, { customerId: elsewhere.customerId }),
    followSubgraph(token, milestones, {}),
    followSubgraph(customer, milestones, {}),
  ])
  await until('all are live', async () => {
    await feed.write(async (uow) => orderMilestoneFeed.append(uow, [feed.rowOf(3), feed.rowOf(3, elsewhere)]))
    return [ofOrder, ofCustomer, ofAll].every(({ values }) => values.length > 0)
  })
  await other.feed.append(666)
  await feed.write(async (uow) => orderMilestoneFeed.append(uow, [feed.rowOf(1), feed.rowOf(2, elsewhere)]))
  await until('the last', async () => ofAll.values.some(({ position }) => position === 2))
  await until('the last of each', async () =>
    [ofOrder, ofCustomer].every(({ values }) => values.some(({ position }) => Number(position) < 3)),
  )

  expect(new Set(positionsOf(ofOrder.values))).toEqual(new Set([3, 1]))
  expect(new Set(positionsOf(ofCustomer.values))).toEqual(new Set([3, 2]))
  expect(new Set(positionsOf(ofAll.values))).toEqual(new Set([3, 1, 2]))
  expect(ofNothing.values).toEqual([])
  await Promise.all([ofOrder, ofCustomer, ofAll, ofNothing].map((follower) => follower.leave()))
})
