import { setTimeout as delay } from 'node:timers/promises'
import { subscriptionClient } from '@pactwork/contracts/client'
import { patient } from '../../faults/patient.ts'
import { traffic } from '../../faults/subscribers/traffic.ts'
import { ordering } from '../../journeys/ordering.ts'
import { salesScene } from '../../quote/scene.ts'
import { personaToken } from '../../stack/tenants.ts'
import { until } from '../../support/until.ts'
import { percentile } from '../statistics.ts'
import { hopsOf, milestoneOf } from './hops.ts'

type Stream = 'quoteChanges' | 'orderMilestones'
type Happened = { occurredAt: string; milestone?: string; order?: { id: string } | null }

const selections: Record<Stream, string> = {
  quoteChanges: '... on QuoteChange { cursor occurredAt change quote { id customer { id name } } }',
  orderMilestones:
    '... on OrderMilestone { cursor occurredAt milestone order { id status customer { id name } } }',
}

/** How late each event of a stream is at one subscriber, from its fact's own time, which is before its commit. */
function follow(gatewayUrl: string, stream: Stream, token: () => Promise<string>) {
  const client = subscriptionClient({ url: `${gatewayUrl}/graphql`, token, name: 'bench' })
  const milliseconds: number[] = []
  const milestones = new Map<string, number>()
  const told = new Map<string, number>()
  const problems: string[] = []
  client.subscribe<Record<Stream, Happened>>(
    {
      query: `subscription Latency($after: Cursor, $last: Int) {
        ${stream}(after: $after, last: $last) { __typename ${selections[stream]} ... on FeedGap { reason cursor } } }`,
      variables: { last: 1 },
      onGap: ({ reason }) => void problems.push(reason),
      onReturn: ({ code, message }) => void problems.push(`${code} ${message}`),
    },
    {
      next({ value: { occurredAt, milestone = '', order } }) {
        milliseconds.push(Date.now() - Date.parse(occurredAt))
        milestones.set(milestone, (milestones.get(milestone) ?? 0) + 1)
        told.set(milestoneOf(order?.id ?? '', milestone), Date.now())
      },
      ended: (error) => void problems.push(`ended: ${error?.code}`),
    },
  )

  return { milliseconds, milestones, told, problems, close: () => client.close() }
}

const figuresOf = (milliseconds: readonly number[]) => ({
  samples: milliseconds.length,
  p50: percentile(milliseconds, 0.5),
  p95: percentile(milliseconds, 0.95),
  p99: percentile(milliseconds, 0.99),
})

/** One command after the other, each when the change of the one before has come. */
export async function idleLatency(gatewayUrl: string, commands = 200) {
  const scene = await salesScene()
  const selling = await traffic(scene, 1)
  const { endpoints, tenant } = scene
  const following = follow(gatewayUrl, 'quoteChanges', () => personaToken(endpoints, tenant.slug, 'sales'))
  try {
    const { milliseconds, problems } = following
    await until('what has been', async () => milliseconds.length === 1)
    for (let count = 0; count < commands / 2; count += 1) {
      await selling.rounds(1)
      await until('its changes', async () => milliseconds.length === selling.commanded(), { every: 5 })
    }
    if (problems.length > 0) throw new Error(problems.join('; '))

    return figuresOf(milliseconds.slice(21))
  } finally {
    following.close()
  }
}

/** An outside system takes so long in which an order only waits, in milliseconds. */
const workMs = 90_000

/**
 * So many orders, placed so many milliseconds apart, until all of them are completed: each of their milestones. Apart,
 * they wait for an outside system until the last has been placed; all at once, that answers at once as well.
 */
export async function latencyWithOrders(gatewayUrl: string, orders: number, apart: number) {
  const scene = await ordering()
  const { endpoints, tenant } = scene
  // A busy machine refuses what it cannot decide in time, under a key that may be asked again.
  const customer = patient(scene.customer, 120_000)
  const quotes: string[] = []
  const lane = async (): Promise<void> => {
    while (quotes.length < orders) {
      const place = quotes.push('') - 1
      quotes[place] = (await scene.submitted()).quoteId
    }
  }
  await Promise.all([1, 2, 3, 4].map(lane))
  for (const quoteId of quotes) await scene.inState(quoteId, 'APPROVED')

  const following = follow(gatewayUrl, 'orderMilestones', () =>
    personaToken(endpoints, tenant.slug, 'customer'),
  )
  try {
    const { milliseconds, milestones, told, problems } = following
    const began = performance.now()
    if (apart > 0) await scene.behave('inventory', { behaviour: 'late', afterMs: workMs })
    await Promise.all(
      quotes.map(async (quoteId, index) => {
        await delay(index * apart)
        await customer.carry('acceptQuote', { quoteId, revision: 1 })
      }),
    )
    const inFlight = orders - (milestones.get('ORDER_COMPLETED') ?? 0)
    await until(
      `${orders} completed orders`,
      async () => {
        if (problems.length > 0) throw new Error(problems.join('; '))
        return milestones.get('ORDER_COMPLETED') === orders
      },
      { within: 420_000, every: 100 },
    )

    const seconds = (performance.now() - began) / 1_000

    return { ...figuresOf(milliseconds), inFlight, seconds, hops: await hopsOf(scene, told) }
  } finally {
    following.close()
  }
}
