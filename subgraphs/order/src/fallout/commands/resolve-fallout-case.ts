import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orderIdOfCase } from '../../fulfillment/find-order.ts'
import { orders } from '../../order.store.ts'
import { resolveCase } from '../fallout.ts'
import { operatorOf } from '../operator.ts'

/** Closes a case on an observed outcome; without one it is refused (FAL-12, SEC-02f). */
export const resolveFalloutCase = command({
  name: 'resolveFalloutCase',
  permission: 'fallout:resolve',
  input: z.object({
    caseId: idSchema('fal'),
    reason: z.string().trim().min(1).max(500),
    expectedVersion: z.int().positive().optional(),
  }),
  reason: ({ reason }) => reason,
  async handle({ caseId, expectedVersion }, { uow, actor }) {
    const order = await orders(uow).load(await orderIdOfCase(uow, caseId), expectedVersion)
    await orders(uow).save(order, resolveCase(order, { caseId, by: operatorOf(actor) }))

    return { __typename: 'ResolveFalloutCasePayload', falloutCase: { id: caseId } }
  },
})
