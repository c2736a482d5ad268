import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { orderIdOfItem } from '../find-order.ts'
import { outcomes, recordOutcome } from '../outcome.ts'

/** What was observed of an item, whoever observed it; the order decides what that means (INT-18, M11). */
export const recordItemOutcome = command({
  name: 'recordItemOutcome',
  permission: null,
  machines: ['consumer', 'scheduler', 'ingress'],
  input: z
    .object({
      itemId: idSchema('itm'),
      attempt: z.int().positive().nullable(),
      outcome: z.enum(outcomes),
      externalReference: z.string().min(1).nullable(),
      errorClass: z.string().nullable(),
      errorCode: z.string().nullable(),
      sends: z.int().nonnegative().nullable(),
      lastObservation: z.string().nullable(),
    })
    .refine(({ outcome, externalReference }) => outcome !== 'COMPLETED' || externalReference !== null, {
      path: ['externalReference'],
      message: 'what was done has a name at the system that did it',
    }),
  async handle(input, { uow, newId }) {
    const order = await orders(uow).load(await orderIdOfItem(uow, input.itemId))
    await orders(uow).save(order, recordOutcome(order, { ...input, caseId: newId('fal') }))

    return { __typename: 'RecordItemOutcomePayload', item: { id: input.itemId } }
  },
})
