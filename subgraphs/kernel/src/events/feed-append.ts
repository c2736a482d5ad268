import { currentCorrelation } from '../correlation.ts'
import type { UnitOfWork } from '../database.ts'
import type { FeedRow } from '../feed.ts'
import { newUuid } from '../uuid.ts'
import { wakeFeed } from './wake.ts'

/**
 * Appends as the last statements of the transaction: whoever takes the next position waits for the commit of
 * the one before, so no position is ever seen before a smaller one (M18). Keeping it last keeps the wait short.
 */
export function appendItems(uow: UnitOfWork, feed: string, rows: readonly FeedRow[]): void {
  if (rows.length === 0) return
  const { correlationId } = currentCorrelation()
  const caused = rows.map((row) => ({ ...row, correlationId: row.correlationId ?? correlationId }))

  uow.beforeCommit(() => append(uow, feed, caused))
  uow.afterCommit(() => wakeFeed(feed, uow.tenantId))
}

async function append(uow: UnitOfWork, feed: string, rows: readonly FeedRow[]): Promise<void> {
  await uow.sql(
    `insert into feed_head (tenant_id, feed, epoch, position, trimmed_to) values ($1, $2, $3, 0, 0)
     on conflict (tenant_id, feed) do nothing`,
    [uow.tenantId, feed, newUuid()],
  )
  await uow.sql(
    `with fresh as (
       select row_number() over (order by r.place) as place, r.item
       from jsonb_array_elements($3::jsonb) with ordinality as r (item, place)
       where not exists (
         select from feed_item f
         where f.tenant_id = $1 and f.feed = $2 and f.source_event_id = (r.item ->> 'sourceEventId')::uuid)
     ), head as (
       update feed_head set position = position + (select count(*) from fresh)
       where tenant_id = $1 and feed = $2
       returning position - (select count(*) from fresh) as base
     )
     insert into feed_item
       (tenant_id, feed, position, source_event_id, correlation_id, subject, customer_id, queue, payload, occurred_at)
     select $1, $2, head.base + fresh.place, (item ->> 'sourceEventId')::uuid, item ->> 'correlationId', item ->> 'subject',
            item ->> 'customerId', item ->> 'queue', item -> 'payload', (item ->> 'occurredAt')::timestamptz
     from fresh, head`,
    [uow.tenantId, feed, JSON.stringify(rows)],
  )
}

/**
 * Forgets items up to and including a position. A subscriber that still needs them gets a gap value; the feed's
 * positions go on.
 */
export async function trimFeed(uow: UnitOfWork, feed: string, upTo: number): Promise<void> {
  await uow.sql(
    `update feed_head set trimmed_to = greatest(trimmed_to, least($3, position)) where tenant_id = $1 and feed = $2`,
    [uow.tenantId, feed, upTo],
  )
  await uow.sql(
    `delete from feed_item f using feed_head h
     where h.tenant_id = $1 and h.feed = $2 and f.tenant_id = $1 and f.feed = $2 and f.position <= h.trimmed_to`,
    [uow.tenantId, feed],
  )
}
