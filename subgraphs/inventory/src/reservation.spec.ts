import { describe, expect, test } from '@jest/globals'
import type { ReservationEvent } from '@pactwork/contracts/events/inventory'
import { isRejected, type Decision } from '@pactwork/kernel/decision'
import { given } from '@pactwork/kernel/testing'

import { evolve } from './reservation.evolve.ts'
import { applyOutcome, request, retry, type Reservation, type ReservationOutcome } from './reservation.ts'
import {
  reservationStatuses,
  reservationTransitions,
  type ReservationStatus,
} from './reservation.transitions.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const meta = (version: number) => ({ id: 'rsv_1', version, at: noon })
const wanted = {
  reservationId: 'rsv_1',
  orderId: 'ord_1',
  lineId: 'oln_1',
  itemId: 'itm_1',
  attempt: 1,
  offeringId: 'off_1',
  quantity: '2',
  sourceSystem: 'inventory',
  idempotencyKey: 'ten:ord:oln:inventory:RESERVE:1',
  handoffId: 'hof_1',
}

function requested(): Reservation {
  const decision = request(wanted)
  if (isRejected(decision)) throw new Error(decision.code)
  return decision.events.reduce<Reservation | undefined>(
    (state, event) => evolve(state, event, meta(1)),
    undefined,
  ) as Reservation
}

const isHeld = (status: ReservationStatus) => status === 'RESERVED' || status === 'CONFIRMED'
const reservation = (status: ReservationStatus): Reservation => ({
  ...requested(),
  status,
  externalReference: isHeld(status) ? 'RES-1' : null,
})

const outcome = (
  type: ReservationOutcome['type'],
  changes: Partial<ReservationOutcome> = {},
): ReservationOutcome => ({
  type,
  attempt: 1,
  externalReference: type === 'ACCEPTED' ? 'RES-1' : null,
  reservedQuantity: '2',
  expiresAt: '2026-03-03T12:00:00.000Z',
  firm: false,
  errorClass: 'UNKNOWN',
  errorCode: 'TIMEOUT',
  sends: 1,
  lastObservation: 'UNKNOWN',
  observedAt: noon.toISOString(),
  ...changes,
})

const after = (state: Reservation, decision: Decision<ReservationEvent>): Reservation =>
  isRejected(decision)
    ? state
    : decision.events.reduce<Reservation>(
        (at, event, index) => evolve(at, event, meta(state.version + index + 1)),
        state,
      )

describe('a reservation', () => {
  test('INV-08 begins REQUESTED, with its key and without a reference', () => {
    expect(requested()).toMatchObject({
      status: 'REQUESTED',
      externalReference: null,
      version: 1,
      requestedQuantity: '2',
    })
  })

  test('INV-04 is held for a time, or firmly', () => {
    given(reservation('REQUESTED'))
      .when(applyOutcome, outcome('ACCEPTED'))
      .then({ type: 'ReservationCreated', externalReference: 'RES-1', expiresAt: '2026-03-03T12:00:00.000Z' })
    given(reservation('REQUESTED'))
      .when(applyOutcome, outcome('ACCEPTED', { firm: true }))
      .then({ type: 'ReservationCreated', expiresAt: null }, { type: 'ReservationConfirmed' })
    expect(
      after(
        reservation('REQUESTED'),
        applyOutcome(reservation('REQUESTED'), outcome('ACCEPTED', { firm: true })),
      ),
    ).toMatchObject({
      status: 'CONFIRMED',
      expiresAt: null,
      confirmedAt: noon,
    })
  })

  test('INV-11 a timeout is UNKNOWN, and stays it until the system has answered or a person asks anew', () => {
    const unknown = after(
      reservation('REQUESTED'),
      applyOutcome(reservation('REQUESTED'), outcome('UNKNOWN')),
    )
    expect(unknown).toMatchObject({ status: 'UNKNOWN', explanationCode: 'TIMEOUT' })
    expect(
      after(unknown, applyOutcome(unknown, outcome('FALLOUT', { errorCode: 'NOT_FOUND_AFTER_RESENDS' })))
        .status,
    ).toBe('UNKNOWN')
    expect(after(unknown, retry(unknown, 2))).toMatchObject({ status: 'REQUESTED', attempt: 2 })
    expect(after(unknown, applyOutcome(unknown, outcome('ACCEPTED'))).status).toBe('RESERVED')
  })

  test('a fallout says why and changes nothing that is known', () => {
    for (const status of reservationStatuses) {
      const before = reservation(status)
      const decision = applyOutcome(
        before,
        outcome('FALLOUT', { errorClass: 'LOCAL_IMPOSSIBLE', errorCode: 'LOCAL_IMPOSSIBLE' }),
      )
      given(before)
        .when(() => decision)
        .then({ type: 'ReservationUnresolved', errorCode: 'LOCAL_IMPOSSIBLE' })
      expect(after(before, decision).status).toBe(status === 'REQUESTED' ? 'UNKNOWN' : status)
    }
  })

  test('a repeated wish of the same attempt changes nothing', () => {
    given(reservation('UNKNOWN')).when(retry, 1).then()
  })
})

describe('the transition table', () => {
  const targets = { ACCEPTED: 'RESERVED', REJECTED: 'REJECTED', UNKNOWN: 'UNKNOWN' } as const

  test.each(
    reservationStatuses.flatMap((status) =>
      (['ACCEPTED', 'REJECTED', 'UNKNOWN'] as const).map((type) => [type, status] as const),
    ),
  )('INV-14 %s for a reservation that is %s', (type, status) => {
    const before = reservation(status)
    const decision = applyOutcome(before, outcome(type))
    const to = targets[type]
    const known = status === to || (type === 'ACCEPTED' && isHeld(status))

    if (known) expect(decision).toMatchObject({ kind: 'accepted', events: [] })
    else if (reservationTransitions[status].includes(to)) expect(after(before, decision).status).toBe(to)
    else
      expect(decision).toMatchObject({ code: 'RESERVATION_TRANSITION_IMPOSSIBLE', details: { status, to } })
  })

  test('INV-14 another reference for what is held is refused: it would be a second hold', () => {
    given(reservation('RESERVED'))
      .when(applyOutcome, outcome('ACCEPTED', { externalReference: 'RES-2' }))
      .rejects('RESERVATION_TRANSITION_IMPOSSIBLE')
  })
})
