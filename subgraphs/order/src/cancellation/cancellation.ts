import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { resolved } from '../fallout/fallout.ts'
import { isOpen, statusOf, subjectOf, type Order } from '../order.ts'

/** Why an order is not wanted any more; the first two are the customer's reasons, the others ours (CXL-02). */
export const cancellationReasons = [
  'CUSTOMER_REQUEST',
  'ORDERED_BY_MISTAKE',
  'CANNOT_BE_FULFILLED',
  'OTHER',
] as const

export type CancellationReason = (typeof cancellationReasons)[number]

/** Before anything has an effect outside, an order ends by a word; afterwards only by compensation (CXL-01). */
export function cancelOrder(
  order: Order,
  { reasonCode, by }: { reasonCode: CancellationReason; by: string },
): Decision<OrderEvent> {
  if (order.cancellation === 'DONE') return reject('ORDER_NOT_CANCELLABLE', { status: 'CANCELLED' })
  if (order.fulfillmentStarted) return reject('ORDER_NOT_CANCELLABLE', { status: statusOf(order) })

  return accept<OrderEvent>(
    { type: 'OrderCancellationRequested', ...subjectOf(order), reasonCode, requestedBy: by },
    ...order.cases.filter(isOpen).map((one) => resolved(order, one, 'ORDER_CANCELLED', by)),
    { type: 'OrderCancelled', ...subjectOf(order), reasonCode, items: order.items.map((item) => item.id) },
  )
}
