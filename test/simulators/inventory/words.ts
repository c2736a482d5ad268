import { z } from 'zod'

import type { Work } from '../journal.ts'
import type { Words } from '../words.ts'

const order = z.object({
  requestKey: z.string(),
  requestHash: z.string(),
  callbackUrl: z.url().optional(),
  order: z.string(),
  article: z.string(),
  qty: z.number().positive(),
})

const question = z.object({
  positions: z.array(z.object({ pos: z.string(), article: z.string(), qty: z.number() })),
})

const states: Record<Work['state'], string> = {
  DONE: 'HELD',
  WORKING: 'QUEUED',
  REFUSED: 'REFUSED',
  ODD: 'PARKED_BY_PLANNING',
}
const day = 24 * 3_600_000

/** The inventory system's own language. It holds for a day unless told otherwise. */
export const inventoryWords: Words = {
  system: 'inventory',
  path: '/reservations',
  prefix: 'RES',
  usualReason: 'OUT_OF_STOCK',

  read(body) {
    const { requestKey: key, requestHash, callbackUrl, order: of, article, qty } = order.parse(body)

    return { key, requestHash, order: of, article, quantity: qty, callbackUrl: callbackUrl ?? null }
  },

  present: ({ key, requestHash, reference, state, reason, quantity }, { repeated }) => ({
    requestKey: key,
    requestHash,
    resRef: reference,
    resState: states[state],
    ...(reason && { resReason: reason, resText: `We cannot hold that: ${reason}` }),
    ...(state === 'DONE' && { qtyHeld: quantity, heldUntil: new Date(Date.now() + day).toISOString() }),
    ...(repeated && { repeated: true }),
    warehouse: 'HALL-7',
  }),

  checks: {
    '/availability-checks': (body, verdict, note) => ({
      checkRef: `CHK-${Date.now()}`,
      validForSeconds: 900,
      positions: question.parse(body).positions.map(({ pos, qty }) => ({
        pos,
        verdict: { ALL: 'OK', SOME: 'SOME', NONE: 'NONE' }[verdict],
        qtyFree: { ALL: qty + 100, SOME: Math.floor(qty / 2), NONE: 0 }[verdict],
        ...(verdict !== 'ALL' && { note }),
      })),
    }),
  },
}
