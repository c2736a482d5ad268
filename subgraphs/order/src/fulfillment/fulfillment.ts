import type { OrderEvent } from '@pactwork/contracts/events/order'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { milestone, subjectOf, type Order } from '../order.ts'
import type { FulfillmentItem } from './item.ts'
import { itemFacts } from './readiness.ts'

/** The item of that id. Commands look items up by id first, so a missing one is a bug. */
export function itemOf(order: Order, itemId: string): FulfillmentItem {
  const item = order.items.find((one) => one.id === itemId)
  if (item === undefined) throw new Error(`The order ${order.id} has no fulfillment item ${itemId}.`)

  return item
}

/** READY → IN_PROGRESS. A second start of the same attempt changes nothing: workers repeat themselves (WFL-11). */
export function startItem(
  order: Order,
  { itemId, attempt }: { itemId: string; attempt?: number | undefined },
): Decision<OrderEvent> {
  const item = itemOf(order, itemId)
  if (attempt !== undefined && attempt !== item.attempt) return superseded(item, attempt)
  if (isUnderWay(item) || item.state === 'COMPLETED') return accept()
  if (item.state !== 'READY') return reject('FULFILLMENT_ITEM_NOT_READY', { state: item.state })

  const started: OrderEvent = { type: 'OrderFulfillmentItemStarted', ...itemFacts(order, item) }
  if (order.fulfillmentStarted) return accept(started)

  return accept<OrderEvent>(
    { type: 'OrderFulfillmentStarted', ...subjectOf(order) },
    started,
    milestone(order, 'FULFILLMENT_STARTED'),
  )
}

/** IN_PROGRESS → WAITING_EXTERNAL, in the transaction that keeps the handoff; the request leaves after it (M21). */
export function handOff(
  order: Order,
  { itemId, attempt }: { itemId: string; attempt?: number | undefined },
): Decision<OrderEvent> {
  const item = itemOf(order, itemId)
  if (attempt !== undefined && attempt !== item.attempt) return superseded(item, attempt)
  if (item.state !== 'IN_PROGRESS') {
    return isUnderWay(item) || item.state === 'COMPLETED'
      ? accept()
      : reject('FULFILLMENT_ITEM_NOT_STARTED', { state: item.state })
  }

  return accept({ type: 'OrderFulfillmentItemWaiting', ...itemFacts(order, item), externalReference: null })
}

/** True while somebody may still be doing it. */
export const isUnderWay = ({ state }: FulfillmentItem): boolean =>
  state === 'IN_PROGRESS' || state === 'WAITING_EXTERNAL' || state === 'WAITING_UNKNOWN_OUTCOME'

const superseded = (item: FulfillmentItem, attempt: number) =>
  reject('FULFILLMENT_ATTEMPT_SUPERSEDED', { attempt, current: item.attempt })
