import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { carryOutValidation } from '../carry-out-validation.ts'
import { gatherValidation } from '../gather-validation.ts'

/** A person mended what stood in the way and has the order examined again; a pass closes its validation cases. */
export const revalidateOrder = command({
  name: 'revalidateOrder',
  permission: 'order:operate',
  input: z.object({
    orderId: idSchema('ord'),
    reason: z.string().trim().min(1).max(500),
    expectedVersion: z.int().positive().optional(),
  }),
  reason: ({ reason }) => reason,
  gather: ({ orderId }, gather) => gatherValidation(orderId, gather),
  handle: (input, handling) => carryOutValidation('RevalidateOrderPayload', input, handling),
})
