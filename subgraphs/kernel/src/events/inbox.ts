import type { Envelope } from '@pactwork/contracts/events/define'
import type { UnitOfWork } from '../database.ts'
import { hashOf } from '../hash.ts'

/** RECEIVED before the effect; NOT_RUN: an outside effect during a rebuild; SKIPPED: given up by an operator. */
export type InboxStatus = 'RECEIVED' | 'PROCESSED' | 'NOT_RUN' | 'PARKED' | 'SKIPPED'

type Entry = { consumer: string; event: Envelope; status: InboxStatus; at: Date; errorCode?: string }

/** Notes an event before its side effect (EVT-03), or how it was settled; a known event keeps its first row. */
export async function noteInInbox(
  uow: UnitOfWork,
  { consumer, event, status, at, errorCode }: Entry,
): Promise<void> {
  await uow.sql(
    `insert into inbox as i (tenant_id, consumer, event_id, event_type, source, schema_version, aggregate_id,
       aggregate_version, payload_hash, status, error_code, retry_count, received_at, settled_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10::text, $11, 0, $12::timestamptz,
       case when $10::text = 'RECEIVED' then null else $12::timestamptz end)
     on conflict (tenant_id, consumer, event_id) do update
       set status = excluded.status, error_code = excluded.error_code, settled_at = excluded.settled_at`,
    [
      uow.tenantId,
      consumer,
      event.eventId,
      event.type,
      event.source,
      event.schemaVersion,
      event.aggregateId,
      event.aggregateVersion,
      hashOf(event.payload),
      status,
      errorCode ?? null,
      at,
    ],
  )
}

/** Counts a failed try and answers how many there have been, over all processes and restarts. */
export async function countRetry(
  uow: UnitOfWork,
  { consumer, event, at, errorCode }: Omit<Entry, 'status'>,
): Promise<number> {
  await noteInInbox(uow, { consumer, event, status: 'RECEIVED', at, ...(errorCode && { errorCode }) })
  const [row] = await uow.sql<{ retries: number }>(
    `update inbox set retry_count = retry_count + 1 where tenant_id = $1 and consumer = $2 and event_id = $3
     returning retry_count as retries`,
    [uow.tenantId, consumer, event.eventId],
  )

  return row?.retries ?? 0
}
