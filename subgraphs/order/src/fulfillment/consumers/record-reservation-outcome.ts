import { reservationEvents } from '@pactwork/contracts/events/inventory'
import { consumer } from '@pactwork/kernel/consumer'
import { recordItemOutcome } from '../commands/record-item-outcome.ts'
import { outcomeFrom } from '../outcome-words.ts'
import type { Outcome } from '../outcome.ts'

type Reason = {
  errorClass: string | null
  errorCode: string | null
  sends: number | null
  lastObservation: string | null
}

const nothingWrong: Reason = { errorClass: null, errorCode: null, sends: null, lastObservation: null }

/** What inventory tells of a hold is what becomes of the RESERVE item that asked for it. */
export const recordReservationOutcome = consumer({
  name: 'order.record-reservation-outcome',
  events: [
    reservationEvents.ReservationRequested,
    reservationEvents.ReservationRetried,
    reservationEvents.ReservationCreated,
    reservationEvents.ReservationConfirmed,
    reservationEvents.ReservationRejected,
    reservationEvents.ReservationOutcomeUnknown,
    reservationEvents.ReservationUnresolved,
  ],
  async run(event, { execute, park }) {
    const { itemId, attempt, externalReference } = event.payload
    const why: Reason = 'errorClass' in event.payload ? event.payload : nothingWrong
    const { errorClass, errorCode, sends, lastObservation } = why
    const outcome = meaning[event.type](why)
    const input = {
      itemId,
      attempt,
      outcome,
      externalReference,
      errorClass,
      errorCode,
      sends,
      lastObservation,
    }
    const result = await execute(recordItemOutcome, input, { key: event.eventId })
    if (result['code'] === 'NOT_FOUND' || result['code'] === 'INVALID_INPUT')
      park(`recordItemOutcome: ${result['code']}`)
  },
})

const meaning: Readonly<Record<keyof typeof reservationEvents, (why: Reason) => Outcome>> = {
  ReservationRequested: () => 'WAITING',
  ReservationRetried: () => 'WAITING',
  ReservationCreated: () => outcomeFrom('ACCEPTED', nothingWrong),
  ReservationConfirmed: () => outcomeFrom('ACCEPTED', nothingWrong),
  ReservationRejected: (why) => outcomeFrom('REJECTED', why),
  ReservationOutcomeUnknown: (why) => outcomeFrom('UNKNOWN', why),
  ReservationUnresolved: (why) => outcomeFrom('FALLOUT', why),
}
