import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { decompose } from '../decompose.ts'
import { decomposeOrder as decide } from '../decomposition.ts'
import { plannableLines } from '../decomposition.store.ts'

/** Turns the commercial lines into a plan by the rules frozen with them, and releases its first items (DEC-02). */
export const decomposeOrder = command({
  name: 'decomposeOrder',
  permission: null,
  machines: ['consumer'],
  input: z.object({ orderId: idSchema('ord') }),
  async handle({ orderId }, { uow, newId }) {
    const order = await orders(uow).load(orderId)
    const plan = decompose(await plannableLines(uow, order.id))
    const itemIds = plan.made ? plan.items.map(() => newId('itm')) : []
    const decision = decide(order, { plan, itemIds, planId: newId('pln'), caseId: newId('fal') })
    const saved = await orders(uow).save(order, decision)

    return { __typename: 'DecomposeOrderPayload', order: { id: saved.id }, planId: saved.planId }
  },
})
