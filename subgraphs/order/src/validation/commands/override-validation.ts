import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { overrideValidation as decide } from '../validation.ts'

/** A supervisor lets an order go on against a check and says why; the reason stands in the audit (SEC-02b, CAP-36). */
export const overrideValidation = command({
  name: 'overrideValidation',
  permission: 'order:override',
  input: z.object({
    orderId: idSchema('ord'),
    reason: z.string().trim().min(1).max(500),
    expectedVersion: z.int().positive().optional(),
  }),
  reason: ({ reason }) => reason,
  async handle({ orderId, expectedVersion }, { uow, actor }) {
    const order = await orders(uow).load(orderId, expectedVersion)
    await orders(uow).save(order, decide(order, { by: actor.id }))

    return { __typename: 'OverrideValidationPayload', order: { id: orderId } }
  },
})
