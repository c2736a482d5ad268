import type { Transitions } from '@pactwork/kernel/decision'

/** Where a reservation stands (INV-14). */
export type ReservationStatus =
  | 'REQUESTED'
  | 'RESERVED'
  | 'REJECTED'
  | 'UNKNOWN'
  | 'CONFIRMED'
  | 'RELEASE_REQUESTED'
  | 'RELEASED'
  | 'RELEASE_UNKNOWN'
  | 'EXPIRED'

/** What may follow what. Not knowing ends by an answer, or is asked for anew by a person; it is never guessed away. */
export const reservationTransitions: Transitions<ReservationStatus> = {
  REQUESTED: ['RESERVED', 'REJECTED', 'UNKNOWN'],
  UNKNOWN: ['RESERVED', 'REJECTED', 'REQUESTED'],
  RESERVED: ['CONFIRMED', 'RELEASE_REQUESTED', 'EXPIRED'],
  CONFIRMED: ['RELEASE_REQUESTED'],
  RELEASE_REQUESTED: ['RELEASED', 'RELEASE_UNKNOWN'],
  RELEASE_UNKNOWN: ['RELEASED', 'RELEASE_REQUESTED'],
  REJECTED: [],
  RELEASED: [],
  EXPIRED: [],
}

export const reservationStatuses = Object.keys(reservationTransitions) as ReservationStatus[]
