import { z } from 'zod'

import type { Work } from '../journal.ts'
import type { Words } from '../words.ts'

const order = z.object({
  requestKey: z.string(),
  requestHash: z.string(),
  callbackUrl: z.url().optional(),
  orderId: z.string(),
  offeringId: z.string(),
  quantity: z.number().positive(),
})

const states: Record<Work['state'], string> = {
  DONE: 'ACTIVE',
  WORKING: 'IN_PROGRESS',
  REFUSED: 'REFUSED',
  ODD: 'AWAITING_TRUCK_ROLL',
}

/** The provisioning system's own language. */
export const provisioningWords: Words = {
  system: 'provisioning',
  path: '/activations',
  prefix: 'SVC',
  usualReason: 'ERR_771_PORT_OCCUPIED',

  read(body) {
    const { requestKey: key, requestHash, callbackUrl, orderId, offeringId, quantity } = order.parse(body)

    return {
      key,
      requestHash,
      order: orderId,
      article: offeringId,
      quantity,
      callbackUrl: callbackUrl ?? null,
    }
  },

  present: ({ key, requestHash, reference, state, reason }, { repeated }) => ({
    key,
    requestHash,
    activationId: reference,
    status: states[state],
    ...(reason && { reason, message: `The service cannot be switched on: ${reason}` }),
    ...(repeated && { duplicate: true }),
    node: 'edge-12',
  }),

  checks: {},
}
