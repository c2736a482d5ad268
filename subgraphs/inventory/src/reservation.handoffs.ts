import { applied } from '@pactwork/treaty/applied'
import { handoffs } from '@pactwork/treaty/handoffs'

import { recordReservationOutcome } from './commands/record-reservation-outcome.ts'
import { reservationTreaty } from './reservation.treaty.ts'

/** The treaty at work: what the inventory system was seen to do becomes an outcome of the reservation. */
export const reservationHandoffs = handoffs(reservationTreaty, {
  async onOutcome(outcome, { execute }) {
    const result = await execute(
      recordReservationOutcome,
      {
        reservationId: outcome.aggregateId,
        type: outcome.type,
        attempt: outcome.attempt,
        externalReference: outcome.externalReference,
        facts: outcome.facts,
        errorClass: outcome.errorClass,
        errorCode: outcome.code,
        sends: outcome.sends,
        lastObservation: outcome.lastObservation,
        observedAt: outcome.observedAt.toISOString(),
        lastReconciledAt: outcome.lastReconciledAt?.toISOString() ?? null,
      },
      { key: outcome.key },
    )

    return applied(result)
  },
})
