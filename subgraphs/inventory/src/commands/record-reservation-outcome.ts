import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

import { applyOutcome } from '../reservation.ts'
import { reservations } from '../reservation.store.ts'

const facts = z.object({
  firm: z.boolean().optional(),
  reservedQuantity: z.string().nullish(),
  expiresAt: z.iso.datetime().nullish(),
})

/** What was observed of the hold becomes a fact of the reservation; a domain command, never a row (REC-02). */
export const recordReservationOutcome = command({
  name: 'recordReservationOutcome',
  permission: null,
  machines: ['scheduler'],
  input: z.object({
    reservationId: idSchema('rsv'),
    type: z.enum(['ACCEPTED', 'REJECTED', 'UNKNOWN', 'FALLOUT']),
    attempt: z.int().positive(),
    externalReference: z.string().nullable(),
    facts,
    errorClass: z.string().nullable(),
    errorCode: z.string().nullable(),
    sends: z.int().nonnegative(),
    lastObservation: z.string().nullable(),
    observedAt: z.iso.datetime(),
    lastReconciledAt: z.iso.datetime().nullable(),
  }),

  async handle({ reservationId, lastReconciledAt, facts: said, ...outcome }, { uow }) {
    const loaded = await reservations(uow).load(reservationId)
    const reservation = lastReconciledAt
      ? { ...loaded, lastReconciledAt: new Date(lastReconciledAt) }
      : loaded

    const saved = await reservations(uow).save(
      reservation,
      applyOutcome(reservation, {
        ...outcome,
        reservedQuantity: said.reservedQuantity ?? null,
        expiresAt: said.expiresAt ?? null,
        firm: said.firm ?? false,
        errorClass: outcome.errorClass ?? 'UNKNOWN',
        errorCode: outcome.errorCode ?? 'UNKNOWN',
      }),
    )

    return {
      __typename: 'RecordReservationOutcomePayload',
      reservation: { id: saved.id },
      version: saved.version,
    }
  },
})
