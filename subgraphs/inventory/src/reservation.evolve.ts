import type { ReservationEvent } from '@pactwork/contracts/events/inventory'
import type { EventMeta } from '@pactwork/kernel/aggregate'

import type { Reservation } from './reservation.ts'

/** The reservation after one of its events. */
export function evolve(
  state: Reservation | undefined,
  event: ReservationEvent,
  meta: EventMeta,
): Reservation {
  if (event.type === 'ReservationRequested') return begin(event, meta)
  if (!state) throw new TypeError('A reservation begins with ReservationRequested.')

  return {
    ...state,
    attempt: event.attempt,
    updatedAt: meta.at,
    version: meta.version,
    ...change(state, event),
  }
}

function change(
  state: Reservation,
  event: Exclude<ReservationEvent, { type: 'ReservationRequested' }>,
): Partial<Reservation> {
  switch (event.type) {
    case 'ReservationRetried':
      return state.status === 'UNKNOWN' ? { status: 'REQUESTED', explanationCode: null } : {}
    case 'ReservationCreated':
      return {
        status: 'RESERVED',
        externalReference: event.externalReference,
        reservedQuantity: event.reservedQuantity,
        reservedAt: new Date(event.reservedAt),
        expiresAt: event.expiresAt === null ? null : new Date(event.expiresAt),
        explanationCode: null,
      }
    case 'ReservationConfirmed':
      return { status: 'CONFIRMED', confirmedAt: new Date(event.confirmedAt), expiresAt: null }
    case 'ReservationRejected':
      return {
        status: 'REJECTED',
        externalReference: event.externalReference,
        explanationCode: event.errorCode,
      }
    case 'ReservationOutcomeUnknown':
      return { status: 'UNKNOWN', explanationCode: event.errorCode }
    case 'ReservationUnresolved':
      return {
        status: state.status === 'REQUESTED' ? 'UNKNOWN' : state.status,
        explanationCode: event.errorCode,
      }
  }
}

const begin = (
  event: Extract<ReservationEvent, { type: 'ReservationRequested' }>,
  { version, at }: EventMeta,
): Reservation => ({
  id: event.reservationId,
  version,
  orderId: event.orderId,
  lineId: event.lineId,
  itemId: event.itemId,
  attempt: event.attempt,
  idempotencyKey: event.idempotencyKey,
  handoffId: event.handoffId,
  sourceSystem: event.sourceSystem,
  externalReference: null,
  status: 'REQUESTED',
  offeringId: event.offeringId,
  requestedQuantity: event.quantity,
  reservedQuantity: null,
  explanationCode: null,
  reservedAt: null,
  expiresAt: null,
  confirmedAt: null,
  releasedAt: null,
  lastReconciledAt: null,
  createdAt: at,
  updatedAt: at,
})
