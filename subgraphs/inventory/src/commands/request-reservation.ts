import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

import { reservationHandoffs } from '../reservation.handoffs.ts'
import { request, retry } from '../reservation.ts'
import { reservations } from '../reservation.store.ts'
import { reservationTreaty } from '../reservation.treaty.ts'

/**
 * Keeps the wish for a hold and the handoff that will carry it out, in one unit of work; the scheduler sends it
 * (INV-10, INV-25). A repeated wish finds its reservation, a retried one resumes it (CNF-11).
 */
export const requestReservation = command({
  name: 'requestReservation',
  permission: null,
  machines: ['worker'],
  input: z.object({
    orderId: idSchema('ord'),
    lineId: idSchema('oln'),
    itemId: idSchema('itm'),
    attempt: z.int().positive(),
    offeringId: idSchema('off'),
    quantity: z.int().positive(),
  }),

  async handle({ orderId, lineId, itemId, attempt, offeringId, quantity }, { uow, newId }) {
    const reservationId = newId('rsv')
    const handoff = await reservationHandoffs.request(uow, {
      aggregate: { type: 'Reservation', id: reservationId },
      orderId,
      lineId,
      attempt,
      processBusinessKey: itemId,
      request: { orderId, lineId, offeringId, quantity },
    })

    const all = reservations(uow)
    if (handoff.aggregateId === reservationId) {
      const wanted = {
        reservationId,
        orderId,
        lineId,
        itemId,
        attempt,
        offeringId,
        quantity: String(quantity),
      }
      const { system: sourceSystem } = reservationTreaty
      const keys = { sourceSystem, idempotencyKey: handoff.key, handoffId: handoff.id }
      const created = await all.create(reservationId, request({ ...wanted, ...keys }))
      return payload(created)
    }

    const known = await all.load(handoff.aggregateId)
    return payload(await all.save(known, retry(known, attempt)))
  },
})

const payload = ({ id, version }: { id: string; version: number }) => ({
  __typename: 'RequestReservationPayload',
  reservation: { id, version },
})
