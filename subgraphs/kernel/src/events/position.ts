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

/** Events of one aggregate that follow each other: from version to version. */
export type Pass = {
  readonly aggregateId: string
  readonly from: number
  readonly to: number
  /** When the last of them happened. */
  readonly eventAt: string
}

/**
 * Moves positions past events of which nothing is wanted, all in one statement, each by compare-and-set from the version
 * before. Answers the aggregates whose position moved; for the others the events are not the next ones, or they are
 * blocked.
 */
export async function passBy(
  uow: UnitOfWork,
  { consumer, passes, at }: { consumer: string; passes: readonly Pass[]; at: Date },
): Promise<ReadonlySet<string>> {
  const moved = await uow.sql<{ aggregateId: string }>(
    `with pass as (
       select * from unnest($3::text[], $4::integer[], $5::integer[], $6::timestamptz[]) as p (aggregate_id, first, last, event_at)
     ), moved as (
       update consumer_position c set version = pass.last, event_at = pass.event_at, moved_at = $7
       from pass
       where c.tenant_id = $1 and c.consumer = $2 and c.aggregate_id = pass.aggregate_id
         and c.version = pass.first - 1 and c.blocked is null
       returning c.aggregate_id
     ), begun as (
       insert into consumer_position (tenant_id, consumer, aggregate_id, version, event_at, moved_at)
       select $1, $2, aggregate_id, last, event_at, $7 from pass where first = 1
       on conflict do nothing
       returning aggregate_id
     )
     select aggregate_id as "aggregateId" from moved union all select aggregate_id from begun`,
    [
      uow.tenantId,
      consumer,
      passes.map(({ aggregateId }) => aggregateId),
      passes.map(({ from }) => from),
      passes.map(({ to }) => to),
      passes.map(({ eventAt }) => eventAt),
      at,
    ],
  )

  return new Set(moved.map(({ aggregateId }) => aggregateId))
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
