import { command } from '@pactwork/kernel/command'
import { rejectMissing } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orderIdOfCase } from '../../fulfillment/find-order.ts'
import { orders } from '../../order.store.ts'
import { isUser } from '../../ports/access.ts'
import { assignCase } from '../fallout.ts'
import { operatorOf } from '../operator.ts'

/** A member of the owning group takes a case; a supervisor gives it to anybody (FAL-04, FAL-12). */
export const assignFalloutCase = command({
  name: 'assignFalloutCase',
  permission: 'fallout:assign',
  input: z.object({
    caseId: idSchema('fal'),
    assigneeId: idSchema('usr').optional(),
    expectedVersion: z.int().positive().optional(),
  }),
  /** Nobody of another tenant gets a case. */
  async gather({ assigneeId = null }, { actor, ports }) {
    const known = assigneeId === null || assigneeId === actor.id || (await isUser(ports, assigneeId))
    if (!known) rejectMissing('user')
  },
  async handle({ caseId, assigneeId, expectedVersion }, { uow, actor }) {
    const order = await orders(uow).load(await orderIdOfCase(uow, caseId), expectedVersion)
    const by = operatorOf(actor)
    await orders(uow).save(order, assignCase(order, { caseId, assigneeId: assigneeId ?? by.id, by }))

    return { __typename: 'AssignFalloutCasePayload', falloutCase: { id: caseId } }
  },
})
