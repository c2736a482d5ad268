import type { UnitOfWork } from '../database.ts'

/** How far a consumer has come with an aggregate, and what keeps it from going on. */
export type Position = { readonly version: number; readonly blocked: 'GAP' | 'DEAD_LETTER' | null }

/** Somebody else has moved the position meanwhile: this consumer has lost its partition (M16). */
export class PositionLost extends Error {
  constructor(consumer: string, aggregateId: string) {
    super(`${consumer} no longer owns the position of ${aggregateId}`)
    this.name = 'PositionLost'
  }
}

const start: Position = { version: 0, blocked: null }

/** Reads a position and keeps others from moving it until the transaction ends. */
export async function lockPosition(
  uow: UnitOfWork,
  consumer: string,
  aggregateId: string,
): Promise<Position> {
  const [row] = await uow.sql<Position>(
    `select version, blocked from consumer_position
     where tenant_id = $1 and consumer = $2 and aggregate_id = $3 for no key update`,
    [uow.tenantId, consumer, aggregateId],
  )

  return row ?? start
}

/** Reads a position as it is. */
export async function readPosition(
  uow: UnitOfWork,
  consumer: string,
  aggregateId: string,
): Promise<Position> {
  const [row] = await uow.sql<Position>(
    `select version, blocked from consumer_position where tenant_id = $1 and consumer = $2 and aggregate_id = $3`,
    [uow.tenantId, consumer, aggregateId],
  )

  return row ?? start
}

type Move = { consumer: string; aggregateId: string; to: number; eventAt: string; at: Date }

/** Compare-and-set from `to - 1` to `to`. Throws PositionLost when the position stands anywhere else. */
export async function movePosition(
  uow: UnitOfWork,
  { consumer, aggregateId, to, eventAt, at }: Move,
): Promise<void> {
  const moved =
    to === 1
      ? await uow.sql(
          `insert into consumer_position as p (tenant_id, consumer, aggregate_id, version, event_at, moved_at)
           values ($1, $2, $3, 1, $4, $5)
           on conflict (tenant_id, consumer, aggregate_id) do update
             set version = 1, event_at = excluded.event_at, moved_at = excluded.moved_at where p.version = 0
           returning version`,
          [uow.tenantId, consumer, aggregateId, eventAt, at],
        )
      : await uow.sql(
          `update consumer_position set version = $4, event_at = $5, moved_at = $6
           where tenant_id = $1 and consumer = $2 and aggregate_id = $3 and version = $4 - 1
           returning version`,
          [uow.tenantId, consumer, aggregateId, to, eventAt, at],
        )
  if (moved.length !== 1) throw new PositionLost(consumer, aggregateId)
}

/**
 * Moves the position past an event of which nothing is wanted, in one statement: most of what a consumer meets.
 * False when the event is not the next one or the aggregate is blocked; then nothing has moved.
 */
export async function passBy(
  uow: UnitOfWork,
  { consumer, aggregateId, to, eventAt, at }: Move,
): Promise<boolean> {
  const moved = await uow.sql(
    to === 1
      ? `insert into consumer_position (tenant_id, consumer, aggregate_id, version, event_at, moved_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning version`
      : `update consumer_position set version = $4, event_at = $5, moved_at = $6
         where tenant_id = $1 and consumer = $2 and aggregate_id = $3 and version = $4 - 1 and blocked is null
         returning version`,
    [uow.tenantId, consumer, aggregateId, to, eventAt, at],
  )

  return moved.length === 1
}

/** Says why later events of the aggregate are parked; null lets them pass again. */
export async function blockPosition(
  uow: UnitOfWork,
  {
    consumer,
    aggregateId,
    blocked,
    at,
  }: { consumer: string; aggregateId: string; blocked: Position['blocked']; at: Date },
): Promise<void> {
  await uow.sql(
    `insert into consumer_position as p (tenant_id, consumer, aggregate_id, version, blocked, moved_at)
     values ($1, $2, $3, 0, $4, $5)
     on conflict (tenant_id, consumer, aggregate_id) do update set blocked = excluded.blocked`,
    [uow.tenantId, consumer, aggregateId, blocked, at],
  )
}
