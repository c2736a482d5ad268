import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { carryOutValidation } from '../carry-out-validation.ts'
import { gatherValidation } from '../gather-validation.ts'

/** Can and may we carry the order out now? Asked by machine after capture, and again while answers are missing. */
export const validateOrder = command({
  name: 'validateOrder',
  permission: null,
  machines: ['consumer', 'scheduler'],
  input: z.object({ orderId: idSchema('ord') }),
  gather: ({ orderId }, gather) => gatherValidation(orderId, gather),
  handle: (input, handling) => carryOutValidation('ValidateOrderPayload', input, handling),
})
