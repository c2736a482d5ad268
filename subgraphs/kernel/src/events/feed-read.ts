import type { UnitOfWork } from '../database.ts'
import { epochTag } from './feed-cursor.ts'
import { wantedOf, type Narrowing, type StoredItem } from './feed-item.ts'

/** Where a feed stands: what is at or below `trimmedTo` is no longer kept. The epoch as cursors know it. */
export type Head = { readonly epoch: string; readonly position: number; readonly trimmedTo: number }

const columns = `position, source_event_id as "sourceEventId", correlation_id as "correlationId", subject,
  customer_id as "customerId", queue, payload, occurred_at as "occurredAt"`

const narrowed = `tenant_id = $1 and feed = $2 and position > $3 and position <= $4
  and ($5::text is null or subject = $5) and ($6::text is null or customer_id = $6) and ($7::text is null or queue = $7)
  and ($8::jsonb is null or not exists (
    select from jsonb_each($8::jsonb) as word (name, wanted)
    where not coalesce(jsonb_typeof(payload -> word.name) in ('string', 'array')
      and (payload -> word.name) ?| array(select jsonb_array_elements_text(word.wanted)), false)))`

/** The head, or undefined while the tenant's feed has never had an item. */
export async function readHead(uow: UnitOfWork, feed: string): Promise<Head | undefined> {
  const [head] = await uow.sql<Head>(
    `select epoch, position, trimmed_to as "trimmedTo" from feed_head where tenant_id = $1 and feed = $2`,
    [uow.tenantId, feed],
  )

  return head && { ...head, epoch: epochTag(head.epoch) }
}

type Range = { above: number; upTo: number; filter: Narrowing; limit: number }

/** The first items of a range, in order. */
export const readItems = (uow: UnitOfWork, feed: string, range: Range): Promise<StoredItem[]> =>
  uow.sql<StoredItem>(
    `select ${columns} from feed_item where ${narrowed} order by position limit $9`,
    params(uow, feed, range),
  )

/** The last items of a range, in order. */
export async function readLastItems(uow: UnitOfWork, feed: string, range: Range): Promise<StoredItem[]> {
  const items = await uow.sql<StoredItem>(
    `select ${columns} from feed_item where ${narrowed} order by position desc limit $9`,
    params(uow, feed, range),
  )

  return items.toReversed()
}

const params = (uow: UnitOfWork, feed: string, { above, upTo, filter, limit }: Range) => [
  uow.tenantId,
  feed,
  above,
  upTo,
  filter.subject ?? null,
  filter.customerId ?? null,
  filter.queue ?? null,
  words(filter),
  limit,
]

/** What is wanted of payloads, each name with a list; null for anything. */
const words = (filter: Narrowing): string | null => {
  const wanted = wantedOf(filter)

  return Object.keys(wanted).length > 0 ? JSON.stringify(wanted) : null
}
