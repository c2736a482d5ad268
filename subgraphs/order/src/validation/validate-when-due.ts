import { dueWork } from '@pactwork/kernel/due-work'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { validateOrder } from './commands/validate-order.ts'

/** Asks again what could not be asked before (CAP-35, DRL-42b). */
export const validateWhenDue = dueWork({
  kind: 'order.validate',
  payload: z.object({ orderId: idSchema('ord') }),
  async run({ key, payload }, { execute }) {
    await execute(validateOrder, payload, { key: `due:${key}` })
  },
})
