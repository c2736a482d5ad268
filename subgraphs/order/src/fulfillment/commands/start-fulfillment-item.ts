import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orders } from '../../order.store.ts'
import { orderIdOfItem } from '../find-order.ts'
import { startItem } from '../fulfillment.ts'

/** A worker is about to carry an item out. Said again, it is true already (DEC-08, DEC-09). */
export const startFulfillmentItem = command({
  name: 'startFulfillmentItem',
  permission: null,
  machines: ['worker'],
  input: z.object({ itemId: idSchema('itm'), attempt: z.int().positive().optional() }),
  async handle({ itemId, attempt }, { uow }) {
    const order = await orders(uow).load(await orderIdOfItem(uow, itemId))
    await orders(uow).save(order, startItem(order, { itemId, attempt }))

    return { __typename: 'StartFulfillmentItemPayload', item: { id: itemId } }
  },
})
