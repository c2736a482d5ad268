import type { Envelope } from '@pactwork/contracts/events/define'
import type { UnitOfWork } from '../database.ts'

/** DEAD: can never be handled. BEHIND: comes after a dead one. EARLY: came before its predecessors. */
export type Place = 'DEAD' | 'BEHIND' | 'EARLY'

export type Parked = {
  readonly consumer: string
  readonly aggregateId: string
  readonly aggregateVersion: number
  readonly place: Place
  readonly reason: string
  readonly detail: string
  readonly envelope: Envelope
  readonly parkedAt: Date
}

/** Keeps an event that a consumer cannot take yet; the same event again changes why, but a dead letter stays one. */
export async function park(
  uow: UnitOfWork,
  {
    consumer,
    event,
    place,
    reason,
    detail,
    at,
  }: {
    consumer: string
    event: Envelope
    place: Place
    reason: string
    detail: string
    at: Date
  },
): Promise<void> {
  await uow.sql(
    `insert into parked_event (tenant_id, consumer, aggregate_id, aggregate_version, event_id, event_type, place,
       reason, detail, envelope, parked_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (tenant_id, consumer, aggregate_id, aggregate_version) do update
       set place = excluded.place, reason = excluded.reason, detail = excluded.detail
       where parked_event.place <> 'DEAD' or excluded.place = 'DEAD'`,
    [
      uow.tenantId,
      consumer,
      event.aggregateId,
      event.aggregateVersion,
      event.eventId,
      event.type,
      place,
      reason,
      detail.slice(0, 500),
      event,
      at,
    ],
  )
}

const columns = `consumer, aggregate_id as "aggregateId", aggregate_version as "aggregateVersion", place, reason, detail,
  envelope, parked_at as "parkedAt"`

/** The parked event with the lowest version of an aggregate. */
export async function firstParked(
  uow: UnitOfWork,
  consumer: string,
  aggregateId: string,
): Promise<Parked | undefined> {
  const [row] = await uow.sql<Parked>(
    `select ${columns} from parked_event where tenant_id = $1 and consumer = $2 and aggregate_id = $3
     order by aggregate_version limit 1`,
    [uow.tenantId, consumer, aggregateId],
  )

  return row
}

/** Ends the parking of an aggregate's events up to a version. */
export async function unpark(
  uow: UnitOfWork,
  consumer: string,
  aggregateId: string,
  upTo: number,
): Promise<void> {
  await uow.sql(
    `delete from parked_event
     where tenant_id = $1 and consumer = $2 and aggregate_id = $3 and aggregate_version <= $4`,
    [uow.tenantId, consumer, aggregateId, upTo],
  )
}

/** The dead letters of a tenant, oldest first, for operators. */
export const deadLetters = (uow: UnitOfWork, limit = 100): Promise<Parked[]> =>
  uow.sql<Parked>(
    `select ${columns} from parked_event where tenant_id = $1 and place = 'DEAD' order by parked_at limit $2`,
    [uow.tenantId, limit],
  )
