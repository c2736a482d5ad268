import type { ReservationEvent } from '@pactwork/contracts/events/inventory'
import { accept, mayBecome, reject, type Decision } from '@pactwork/kernel/decision'

import { reservationTransitions, type ReservationStatus } from './reservation.transitions.ts'

/** A claim against capacity at the inventory system, for one line of an accepted order (INV-02, INV-08). */
export type Reservation = {
  readonly id: string
  readonly version: number
  readonly orderId: string
  readonly lineId: string
  readonly itemId: string
  /** The attempt of the item that asked last. */
  readonly attempt: number
  readonly idempotencyKey: string
  readonly handoffId: string
  readonly sourceSystem: string
  readonly externalReference: string | null
  readonly status: ReservationStatus
  readonly offeringId: string
  readonly requestedQuantity: string
  readonly reservedQuantity: string | null
  readonly explanationCode: string | null
  readonly reservedAt: Date | null
  readonly expiresAt: Date | null
  readonly confirmedAt: Date | null
  readonly releasedAt: Date | null
  readonly lastReconciledAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

type Request = Pick<
  Reservation,
  'orderId' | 'lineId' | 'itemId' | 'attempt' | 'sourceSystem' | 'offeringId' | 'idempotencyKey' | 'handoffId'
> & { readonly reservationId: string; readonly quantity: string }

/** What became of the request, in our words. */
export type ReservationOutcome = {
  readonly type: 'ACCEPTED' | 'REJECTED' | 'UNKNOWN' | 'FALLOUT'
  readonly attempt: number
  readonly externalReference: string | null
  readonly reservedQuantity: string | null
  readonly expiresAt: string | null
  /** The system holds it firmly at once. */
  readonly firm: boolean
  readonly errorClass: string
  readonly errorCode: string
  readonly sends: number
  readonly lastObservation: string | null
  readonly observedAt: string
}

/** A hold is wanted. Kept before anything leaves (INV-25). */
export const request = (wanted: Request): Decision<ReservationEvent> =>
  accept({ type: 'ReservationRequested', ...wanted, externalReference: null })

/** A later attempt asks for what fell out or is under way: the same key, the same reservation. */
export function retry(reservation: Reservation, attempt: number): Decision<ReservationEvent> {
  if (attempt <= reservation.attempt) return accept()

  return accept({
    type: 'ReservationRetried',
    ...naming(reservation, attempt),
    handoffId: reservation.handoffId,
  })
}

/** The outcome of the request becomes a fact of the reservation, or nothing when it is known. */
export function applyOutcome(
  reservation: Reservation,
  outcome: ReservationOutcome,
): Decision<ReservationEvent> {
  switch (outcome.type) {
    case 'ACCEPTED':
      return hold(reservation, outcome)
    case 'REJECTED':
      if (reservation.status === 'REJECTED') return accept()
      return guarded(reservation, 'REJECTED', { type: 'ReservationRejected', ...told(reservation, outcome) })
    case 'UNKNOWN':
      if (reservation.status === 'UNKNOWN') return accept()
      return guarded(reservation, 'UNKNOWN', {
        type: 'ReservationOutcomeUnknown',
        ...told(reservation, outcome),
      })
    case 'FALLOUT':
      // Whatever stands, stands: a person is asked, nothing is guessed.
      return accept({ type: 'ReservationUnresolved', ...told(reservation, outcome) })
  }
}

function hold(reservation: Reservation, outcome: ReservationOutcome): Decision<ReservationEvent> {
  const externalReference = outcome.externalReference ?? reservation.idempotencyKey
  if (isHeld(reservation)) {
    return externalReference === reservation.externalReference
      ? accept()
      : impossible(reservation, 'RESERVED')
  }
  if (!mayBecome(reservationTransitions, reservation.status, 'RESERVED'))
    return impossible(reservation, 'RESERVED')

  const created: ReservationEvent = {
    type: 'ReservationCreated',
    ...naming(reservation, outcome.attempt),
    externalReference,
    reservedQuantity: outcome.reservedQuantity ?? reservation.requestedQuantity,
    reservedAt: outcome.observedAt,
    expiresAt: outcome.firm ? null : outcome.expiresAt,
  }
  if (!outcome.firm) return accept(created)

  return accept<ReservationEvent>(created, {
    type: 'ReservationConfirmed',
    ...naming(reservation, outcome.attempt),
    externalReference,
    confirmedAt: outcome.observedAt,
  })
}

const isHeld = ({ status }: Reservation): boolean => status === 'RESERVED' || status === 'CONFIRMED'

const guarded = (
  reservation: Reservation,
  to: ReservationStatus,
  event: ReservationEvent,
): Decision<ReservationEvent> =>
  mayBecome(reservationTransitions, reservation.status, to) ? accept(event) : impossible(reservation, to)

const impossible = ({ status }: Reservation, to: ReservationStatus) =>
  reject('RESERVATION_TRANSITION_IMPOSSIBLE', { status, to })

const naming = (reservation: Reservation, attempt: number) => ({
  reservationId: reservation.id,
  orderId: reservation.orderId,
  lineId: reservation.lineId,
  itemId: reservation.itemId,
  attempt,
  sourceSystem: reservation.sourceSystem,
  externalReference: reservation.externalReference,
})

const told = (reservation: Reservation, outcome: ReservationOutcome) => ({
  ...naming(reservation, outcome.attempt),
  externalReference: outcome.externalReference ?? reservation.externalReference,
  errorClass: outcome.errorClass,
  errorCode: outcome.errorCode,
  sends: outcome.sends,
  lastObservation: outcome.lastObservation,
})
