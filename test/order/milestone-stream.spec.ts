import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import { orderMilestoneFeed } from '@pactwork/order/milestones/milestone-feed'
import { tokenOf } from '../gateway/tokens.ts'
import type { Data } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { until } from '../support/until.ts'
import { feedDatabase, type FeedDatabase } from './feed-database.ts'
import { followSubgraph, following, milestones } from './subgraph-stream.ts'

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
const positionsOf = (values: readonly Data[]): unknown[] => values.map((value) => value['position'])
const cursorOf = (values: readonly Data[], at: number): string => String(values.at(at)?.['cursor'])

describe('a subscriber of milestones that is cut off', () => {
  test('ORD-19 at every position of 200, while they are written, and comes back: sees each once and in order', async () => {
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
