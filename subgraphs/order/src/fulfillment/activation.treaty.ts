import { standardTiming } from '@pactwork/treaty/timing'
import { defineTreaty, standardHttp } from '@pactwork/treaty/treaty'
import { z } from 'zod'
import { activationSheet } from './activation.sheet.ts'

const request = z.object({
  orderId: z.string(),
  lineId: z.string(),
  itemId: z.string(),
  offeringId: z.string(),
  specificationId: z.string().nullable(),
  quantity: z.int().positive(),
  configurationHash: z.string(),
  selections: z.array(z.object({ name: z.string(), value: z.string() })),
  reservationReference: z.string().nullable(),
})

export type ActivationRequest = z.infer<typeof request>

/** Their words; nothing but this file knows them (INT-08). Fields that we do not know are ignored. */
const response = z.object({
  /** Our key, as they repeat it; a callback is known by it. */
  key: z.string().max(200).optional(),
  status: z.string().max(100),
  activationId: z.string().max(200).optional(),
  reason: z.string().max(100).optional(),
  message: z.string().max(500).optional(),
  duplicate: z.boolean().optional(),
  requestHash: z.string().optional(),
})

/** The agreement with the provisioning system: it switches a service on, once per key. */
export const activationTreaty = defineTreaty({
  context: 'order',
  name: 'provisioning-activation',
  system: 'provisioning',
  purpose: 'ACTIVATE',
  sheet: activationSheet,
  request,
  wire: {
    path: '/activations',
    schemaVersion: '1',
    toWire: ({ selections, ...facts }) => ({
      ...facts,
      characteristics: Object.fromEntries(selections.map(({ name, value }) => [name, value])),
    }),
    response,
    read: ({ activationId, ...answer }) => ({ ...answer, reference: activationId }),
  },
  statuses: { ACTIVE: 'ACCEPTED', IN_PROGRESS: 'PENDING', REFUSED: 'REJECTED' },
  reasons: {
    ERR_771_PORT_OCCUPIED: 'RESOURCE_UNAVAILABLE',
    ERR_112_NO_SUCH_PRODUCT: 'PAYLOAD_REJECTED',
    ERR_305_ADDRESS: 'INVALID_ADDRESS',
    ERR_409_ALREADY_ACTIVE: 'DUPLICATE_SERVICE',
  },
  http: standardHttp,
  timing: standardTiming,
})
