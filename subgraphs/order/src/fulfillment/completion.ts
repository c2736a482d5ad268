import type { OrderEvent } from '@pactwork/contracts/events/order'
import { evolveAll } from '../order.evolve.ts'
import { milestone, subjectOf, type Order } from '../order.ts'
import type { FulfillmentItem } from './item.ts'
import { itemFacts, readyItems } from './readiness.ts'

/**
 * One item is done, and so whatever follows from it is decided here, under the order's lock: dependents become
 * ready, and the last item completes the order, exactly once (M11).
 */
export function completion(order: Order, item: FulfillmentItem, externalReference: string): OrderEvent[] {
  const done: OrderEvent = {
    type: 'OrderFulfillmentItemCompleted',
    ...itemFacts(order, item),
    externalReference,
  }
  const after = evolveAll(order, [done])
  const reached = activated(order, after) ? [milestone(order, 'SERVICE_ACTIVATED')] : []
  if (after.items.some((one) => one.state !== 'COMPLETED')) return [done, ...reached, ...readyItems(after)]

  return [done, ...reached, orderCompleted(after), milestone(order, 'ORDER_COMPLETED', reached.length)]
}

/** The service is active when the last activation is done. */
function activated(before: Order, after: Order): boolean {
  const all = (order: Order) =>
    order.items.every((item) => item.capability !== 'ACTIVATE' || item.state === 'COMPLETED')
  const any = after.items.some((item) => item.capability === 'ACTIVATE')

  return any && !before.milestones.includes('SERVICE_ACTIVATED') && all(after)
}

/** What the installed base is made from: each line with the references of what was done for it (CHG-04). */
function orderCompleted(order: Order): OrderEvent {
  return {
    type: 'OrderCompleted',
    ...subjectOf(order),
    acceptanceId: order.acceptanceId,
    lines: order.lines.map((line) => ({
      ...line,
      externalReferences: Object.fromEntries(
        order.items
          .filter((item) => item.lineId === line.lineId && item.externalReference !== null)
          .map((item) => [item.capability, item.externalReference ?? '']),
      ),
    })),
  }
}
