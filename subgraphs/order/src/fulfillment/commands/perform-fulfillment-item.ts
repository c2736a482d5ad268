import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { activationRequest } from '../activation.store.ts'
import { activations } from '../activation.ts'
import { orderIdOfItem } from '../find-order.ts'
import { handOff, isUnderWay, itemOf } from '../fulfillment.ts'

/** Keeps the activation and the work that sends it, in one transaction; nothing leaves before the commit (M21). */
export const performFulfillmentItem = command({
  name: 'performFulfillmentItem',
  permission: null,
  machines: ['worker'],
  input: z.object({ itemId: idSchema('itm'), attempt: z.int().positive().optional() }),
  async handle({ itemId, attempt }, { uow }) {
    const order = await orders(uow).load(await orderIdOfItem(uow, itemId))
    const item = itemOf(order, itemId)
    if (item.capability !== 'ACTIVATE') {
      return refuse('FULFILLMENT_PERFORMED_ELSEWHERE', { capability: item.capability, system: item.system })
    }

    const saved = await orders(uow).save(order, handOff(order, { itemId, attempt }))
    if (isUnderWay(itemOf(saved, itemId))) {
      await activations.request(uow, {
        aggregate: { type: 'FulfillmentItem', id: itemId },
        orderId: order.id,
        lineId: item.lineId,
        attempt: item.attempt,
        processBusinessKey: itemId,
        request: await activationRequest(uow, order, item),
      })
    }

    return { __typename: 'PerformFulfillmentItemPayload', item: { id: itemId } }
  },
})
