import { command } from '@pactwork/kernel/command'
import { rejectMissing } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { openIncident } from '../fallout.ts'

/** The engine cannot carry a step on: a classified case, never a word of the engine itself (WFL-05, ORD-12). */
export const openFalloutCase = command({
  name: 'openFalloutCase',
  permission: null,
  machines: ['port', 'worker', 'consumer', 'scheduler'],
  input: z.object({
    orderId: idSchema('ord'),
    itemId: idSchema('itm').nullish(),
    incidentClass: z.string().regex(/^[A-Z_]{1,60}$/),
    errorCode: z
      .string()
      .regex(/^[A-Z0-9_]{1,120}$/)
      .nullish(),
  }),
  async handle({ orderId, itemId, incidentClass, errorCode }, { uow, newId }) {
    const order = await orders(uow).load(orderId)
    if (itemId != null && !order.items.some((item) => item.id === itemId))
      return rejectMissing('FulfillmentItem')

    const incident = {
      itemId: itemId ?? null,
      incidentClass,
      errorCode: errorCode ?? null,
      caseId: newId('fal'),
    }
    await orders(uow).save(order, openIncident(order, incident))

    return { __typename: 'OpenFalloutCasePayload', order: { id: orderId } }
  },
})
