import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { carryOutCapture, logRefusedCapture } from '../carry-out-capture.ts'
import { gatherCapture } from '../gather-capture.ts'

/** An acceptance becomes an order, once for ever: the acceptance is the key (M33, CAP-32). */
export const captureOrder = command({
  name: 'captureOrder',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    acceptanceId: idSchema('acc'),
    quoteId: idSchema('quo'),
    revision: z.int().positive(),
    customerId: idSchema('cus'),
  }),
  key: ({ acceptanceId }) => acceptanceId,
  gather: gatherCapture,
  refused: (_, rejected, handling) => logRefusedCapture(rejected, handling),
  handle: (_, handling) => carryOutCapture('CaptureOrderPayload', handling),
})
