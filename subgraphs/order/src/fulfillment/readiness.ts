import type { OrderEvent } from '@pactwork/contracts/events/order'
import { subjectOf, type Order } from '../order.ts'
import type { FulfillmentItem } from './item.ts'

/** What every event of an item says of it. */
export const itemFacts = (order: Order, item: FulfillmentItem) => ({
  ...subjectOf(order),
  itemId: item.id,
  lineId: item.lineId,
  capability: item.capability,
  attempt: item.attempt,
})

/** The domain decides what is ready (M23): pending items whose dependencies are all completed, in plan order. */
export function readyItems(order: Order): OrderEvent[] {
  const done = new Set(order.items.filter((item) => item.state === 'COMPLETED').map((item) => item.id))

  return order.items
    .filter((item) => item.state === 'PENDING' && item.dependsOn.every((id) => done.has(id)))
    .map((item) => itemReady(order, item, item.attempt))
}

/** An item that may be carried out; the engine's process for it has the item's id as its business key. */
export const itemReady = (order: Order, item: FulfillmentItem, attempt: number): OrderEvent => ({
  type: 'FulfillmentItemReady',
  ...itemFacts(order, item),
  attempt,
  processBusinessKey: item.id,
})
