import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { subscriptionClient, type Gap } from '@pactwork/contracts/client'
import { ownGateway } from '../gateway/own-gateway.ts'
import { tokenOf } from '../gateway/tokens.ts'
import { ordering, saved, type Ordering } from '../journeys/ordering.ts'
import { until } from '../support/until.ts'
import { front } from './front.ts'

type Milestones = {
  orderMilestones:
    | { __typename: 'OrderMilestone'; milestone: string; position: number; order: { status: string } | null }
    | { __typename: 'FeedGap'; reason: string }
}

let scene: Ordering
const opened: { close(): Promise<void> | void }[] = []
beforeAll(async () => {
  scene = await ordering()
}, 120_000)
afterAll(async () => {
  for (const each of opened.toReversed()) await each.close()
})

const gateway = async () => {
  const own = await ownGateway()
  opened.push({ close: own.stop })

  return own
}

/** Somebody who follows the milestones of the customer's orders. */
const following = (url: string) => (transport: 'websocket' | 'sse', after?: string) => {
  const client = subscriptionClient({
    url: `${url}/graphql`,
    transport,
    token: () => tokenOf(scene.tenant, 'customer'),
    retry: { firstMs: 100 },
  })
  const seen: { milestone: string; position: number; status: string | undefined; cursor: string }[] = []
  const gaps: Gap[] = []
  const places: string[] = []
  client.subscribe<Milestones>(
    {
      query: saved('order-milestones'),
      variables: { customerId: scene.customerId },
      after,
      onGap: (gap) => void gaps.push(gap),
      onPlaced: (cursor) => void places.push(cursor),
    },
    {
      next: ({ value: { milestone, position, order }, cursor }) =>
        void seen.push({ milestone, position, status: order?.status, cursor }),
    },
  )
  opened.push(client)

  return { seen, gaps, places, close: () => client.close() }
}

test('the milestones of an order come once and in order by both transports, through a restart and in another process', async () => {
  const [first, second] = [await gateway(), await gateway()]
  const balancer = await front(first.url)
  opened.push(balancer)
  const follow = following(balancer.url)
  const both = [follow('websocket'), follow('sse')]
  const all = (count: number) =>
    until(`${count} milestones each`, async () => both.every(({ seen }) => seen.length === count), {
      within: 60_000,
    })

  await until('both to follow', async () => first.subscriptions().connections === 2)
  await until('their upstream', async () => first.subscriptions().upstreams > 0)
  // It stands still at the first outside system until that is asked what came of the work.
  await scene.behave('inventory', { behaviour: 'timeout-after-work', next: 1 })
  await scene.behave('inventory', { behaviour: 'unavailable', on: 'ask' })
  await scene.placed()
  await all(4)
  balancer.to(second.url)
  await first.stop()
  balancer.cut()
  await scene.behave('inventory', { behaviour: 'succeed', on: 'ask' })
  await all(6)

  for (const { seen, gaps, close } of both) {
    expect(seen.map(({ milestone, position }) => [position, milestone])).toEqual([
      [1, 'ORDER_CAPTURED'],
      [2, 'ORDER_VALIDATED'],
      [3, 'ORDER_DECOMPOSED'],
      [4, 'FULFILLMENT_STARTED'],
      [5, 'SERVICE_ACTIVATED'],
      [6, 'ORDER_COMPLETED'],
    ])
    expect(seen.at(-1)?.status).toBe('COMPLETED')
    expect(gaps).toEqual([])
    close()
  }
  // A cursor of one transport is as good by the other.
  const [bySocket] = both
  for (const [transport, begun] of [
    ['sse', 2],
    ['websocket', 5],
  ] as const) {
    const later = follow(transport, bySocket?.seen[begun - 1]?.cursor)
    await until('the rest', async () => later.seen.length === 6 - begun)

    expect(later.seen.map(({ position }) => position)).toEqual(
      Array.from({ length: 6 - begun }, (_, index) => begun + index + 1),
    )
    later.close()
  }
}, 180_000)

test('ORD-19 what happens while a stream is broken that had told nothing yet is told, by both transports', async () => {
  const { url } = await gateway()
  const balancer = await front(url)
  opened.push(balancer)
  const follow = following(balancer.url)
  const both = [follow('websocket'), follow('sse')]
  await until('both to know where they begin', async () => both.every(({ places }) => places.length > 0))
  balancer.to('http://127.0.0.1:1')
  balancer.cut()
  await scene.completed(await scene.placed())
  balancer.to(url)
  await until('all milestones', async () => both.every(({ seen }) => seen.length === 6), { within: 60_000 })

  for (const { seen, gaps, close } of both) {
    expect(seen.map(({ position }) => position)).toEqual([1, 2, 3, 4, 5, 6])
    expect(gaps).toEqual([])
    close()
  }
}, 120_000)
