import { uuidOf } from '@pactwork/kernel/ids'
import type { Ordering } from '../../journeys/ordering.ts'
import { percentile } from '../statistics.ts'

/** A milestone as its subscriber names it. */
export const milestoneOf = (orderId: string, milestone: string): string => `${orderId} ${milestone}`

type Way = { subject: string; milestone: string; happened: Date; published: Date; taken: Date }

/**
 * Where the milestones of a tenant spent their time, by the times that are kept: the fact's own, before its commit; the
 * relay's, when the broker had it; the feed's consumer's, when it took it up; and the subscriber's.
 */
export async function hopsOf({ database, tenant }: Ordering, told: ReadonlyMap<string, number>) {
  const client = await database()
  try {
    const { rows } = await client.query<Way>(
      `select f.subject, f.payload ->> 'milestone' as milestone, o.occurred_at as happened, o.published_at as published,
         i.received_at as taken
       from "order".feed_item f
       join "order".outbox_event o on o.id = f.source_event_id
       join "order".inbox i on i.event_id = o.id and i.consumer = 'order.feed-milestones'
       where f.tenant_id = $1 and f.feed = 'order-milestones'`,
      [uuidOf('ten', tenant.id)],
    )
    const ways = rows.map(({ subject, milestone, happened, published, taken }) => {
      const [at, then, next] = [happened.getTime(), published.getTime(), taken.getTime()]
      const last = told.get(milestoneOf(subject, milestone)) ?? Number.NaN

      return [then - at, next - then, last - next]
    })
    const hop = (index: number) => {
      const milliseconds = ways.map((way) => way[index] ?? Number.NaN)
      return { p50: percentile(milliseconds, 0.5), p95: percentile(milliseconds, 0.95) }
    }

    return { 'happened → published': hop(0), 'published → taken up': hop(1), 'taken up → told': hop(2) }
  } finally {
    await client.end()
  }
}
