import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { orderIdOfItem } from '../../fulfillment/find-order.ts'
import { orders } from '../../order.store.ts'
import { retryItem } from '../fallout.ts'
import { operatorOf } from '../operator.ts'

/** A person decides that an item is tried anew, and says why (SEC-02c). */
export const retryFulfillmentItem = command({
  name: 'retryFulfillmentItem',
  permission: 'order:retry',
  input: z.object({
    itemId: idSchema('itm'),
    reason: z.string().trim().min(1).max(500),
    expectedVersion: z.int().positive().optional(),
  }),
  reason: ({ reason }) => reason,
  async handle({ itemId, expectedVersion }, { uow, actor }) {
    const order = await orders(uow).load(await orderIdOfItem(uow, itemId), expectedVersion)
    await orders(uow).save(order, retryItem(order, { itemId, by: operatorOf(actor) }))

    return { __typename: 'RetryFulfillmentItemPayload', item: { id: itemId } }
  },
})
