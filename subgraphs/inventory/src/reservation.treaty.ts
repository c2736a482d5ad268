import { idSchema } from '@pactwork/kernel/ids'
import { standardTiming } from '@pactwork/treaty/timing'
import { defineTreaty, standardHttp } from '@pactwork/treaty/treaty'
import { z } from 'zod'

import { reservationSheet } from './reservation.sheet.ts'

/** The system's own words for a hold. Nothing but this file knows them (INT-08). */
const theirHold = z.object({
  requestKey: z.string().max(200),
  requestHash: z.string().optional(),
  resRef: z.string().max(200).optional(),
  resState: z.string().max(100),
  resReason: z.string().max(100).optional(),
  resText: z.string().max(500).optional(),
  qtyHeld: z.number().nonnegative().optional(),
  heldUntil: z.iso.datetime().optional(),
  repeated: z.boolean().optional(),
})

/** The agreement with the inventory system about holds for order lines (INV-22). */
export const reservationTreaty = defineTreaty({
  context: 'inventory',
  name: 'inventory-reservation',
  system: 'inventory',
  purpose: 'RESERVE',
  sheet: reservationSheet,

  request: z.object({
    orderId: idSchema('ord'),
    lineId: idSchema('oln'),
    offeringId: idSchema('off'),
    quantity: z.int().positive(),
  }),

  wire: {
    path: '/reservations',
    schemaVersion: 'inventory-reservation-requested.v1',
    toWire: ({ orderId, lineId, offeringId, quantity }) => ({
      order: orderId,
      position: lineId,
      article: offeringId,
      qty: quantity,
    }),
    response: theirHold,
    read: (body) => ({
      key: body.requestKey,
      requestHash: body.requestHash,
      status: body.resState,
      reference: body.resRef,
      reason: body.resReason,
      message: body.resText,
      duplicate: body.repeated,
      facts: {
        firm: body.resState === 'FIRM',
        reservedQuantity: body.qtyHeld === undefined ? null : String(body.qtyHeld),
        expiresAt: body.heldUntil ?? null,
      },
    }),
  },

  statuses: { HELD: 'ACCEPTED', FIRM: 'ACCEPTED', QUEUED: 'PENDING', REFUSED: 'REJECTED' },
  reasons: {
    OUT_OF_STOCK: 'OUT_OF_STOCK',
    ERR_771_PORT_OCCUPIED: 'RESOURCE_UNAVAILABLE',
    NO_COVERAGE: 'NOT_SUPPLIED_THERE',
    BAD_ARTICLE: 'OFFERING_NOT_KNOWN_THERE',
  },
  http: standardHttp,
  timing: standardTiming,
})
