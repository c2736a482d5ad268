import { reservationEvents, type ReservationEvent } from '@pactwork/contracts/events/inventory'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'

import { evolve } from './reservation.evolve.ts'
import type { Reservation } from './reservation.ts'
import type { ReservationStatus } from './reservation.transitions.ts'

export const reservations = aggregate<Reservation, ReservationEvent>({
  kind: 'rsv',
  type: 'Reservation',
  events: reservationEvents,
  evolve,
  async load(uow, id) {
    await uow.sql(
      'select 1 from reservation where tenant_id = $1 and reservation_id = $2 for no key update',
      [uow.tenantId, uuidOf('rsv', id)],
    )
    return (await readReservations(uow, 'r.reservation_id = any($2)', [uuidOf('rsv', id)]))[0]
  },
  save: (uow, state, before) => (before ? update(uow, state) : insert(uow, state)),
  processBusinessKey: ({ itemId }) => itemId,
})

async function insert(uow: UnitOfWork, state: Reservation): Promise<void> {
  const id = uuidOf('rsv', state.id)
  await uow.sql(
    `insert into reservation (tenant_id, reservation_id, order_id, idempotency_key, source_system, status, created_at,
       updated_at, version, item_id, attempt, handoff_id)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, $9, $10, $11)`,
    [
      uow.tenantId,
      id,
      uuidOf('ord', state.orderId),
      state.idempotencyKey,
      state.sourceSystem,
      state.status,
      state.createdAt,
      state.version,
      uuidOf('itm', state.itemId),
      state.attempt,
      uuidOf('hof', state.handoffId),
    ],
  )
  await uow.sql(
    `insert into reservation_line (tenant_id, reservation_line_id, reservation_id, order_line_id, product_offering_id,
       requested_quantity, status, source_payload_json) values ($1, $2, $3, $4, $5, $6, $7, '{}')`,
    [
      uow.tenantId,
      newUuid(),
      id,
      uuidOf('oln', state.lineId),
      state.offeringId,
      state.requestedQuantity,
      state.status,
    ],
  )
}

async function update(uow: UnitOfWork, state: Reservation): Promise<void> {
  const id = uuidOf('rsv', state.id)
  await uow.sql(
    `update reservation set external_reservation_ref = $3, status = $4, reserved_at = $5, expires_at = $6,
       confirmed_at = $7, released_at = $8, last_reconciled_at = $9, updated_at = $10, version = $11, attempt = $12
     where tenant_id = $1 and reservation_id = $2`,
    [
      uow.tenantId,
      id,
      state.externalReference,
      state.status,
      state.reservedAt,
      state.expiresAt,
      state.confirmedAt,
      state.releasedAt,
      state.lastReconciledAt,
      state.updatedAt,
      state.version,
      state.attempt,
    ],
  )
  await uow.sql(
    `update reservation_line set reserved_quantity = $3, status = $4, explanation_code = $5
     where tenant_id = $1 and reservation_id = $2`,
    [uow.tenantId, id, state.reservedQuantity, state.status, state.explanationCode],
  )
}

type Row = {
  reservation_id: string
  order_id: string
  idempotency_key: string
  source_system: string
  external_reservation_ref: string | null
  status: ReservationStatus
  reserved_at: Date | null
  expires_at: Date | null
  confirmed_at: Date | null
  released_at: Date | null
  last_reconciled_at: Date | null
  created_at: Date
  updated_at: Date
  version: number
  item_id: string
  attempt: number
  handoff_id: string
  order_line_id: string
  product_offering_id: string
  requested_quantity: string
  reserved_quantity: string | null
  explanation_code: string | null
}

/** Reservations with their line, oldest first. `where` is ours, its one parameter an array of UUIDs. */
export async function readReservations(
  uow: UnitOfWork,
  where: 'r.reservation_id = any($2)' | 'r.order_id = any($2)',
  ids: readonly string[],
): Promise<Reservation[]> {
  const rows = await uow.sql<Row>(
    `select r.*, l.order_line_id, l.product_offering_id, trim_scale(l.requested_quantity)::text as requested_quantity,
       trim_scale(l.reserved_quantity)::text as reserved_quantity, l.explanation_code
     from reservation r
     join reservation_line l on l.tenant_id = r.tenant_id and l.reservation_id = r.reservation_id
     where r.tenant_id = $1 and ${where} order by r.reservation_id`,
    [uow.tenantId, ids],
  )

  return rows.map((row) => ({
    id: idOf('rsv', row.reservation_id),
    version: row.version,
    orderId: idOf('ord', row.order_id),
    lineId: idOf('oln', row.order_line_id),
    itemId: idOf('itm', row.item_id),
    attempt: row.attempt,
    idempotencyKey: row.idempotency_key,
    handoffId: idOf('hof', row.handoff_id),
    sourceSystem: row.source_system,
    externalReference: row.external_reservation_ref,
    status: row.status,
    offeringId: row.product_offering_id,
    requestedQuantity: row.requested_quantity,
    reservedQuantity: row.reserved_quantity,
    explanationCode: row.explanation_code,
    reservedAt: row.reserved_at,
    expiresAt: row.expires_at,
    confirmedAt: row.confirmed_at,
    releasedAt: row.released_at,
    lastReconciledAt: row.last_reconciled_at,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }))
}
