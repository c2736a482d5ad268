import type { GraphContext } from '@pactwork/kernel/graph-context'
import { capabilityOf } from '../fulfillment/capabilities.ts'
import { itemOf } from '../fulfillment/fulfillment.ts'
import type { FulfillmentItem as Item } from '../fulfillment/item.ts'
import { maySee, ordersOfItems } from '../order-views.ts'
import type { Order } from '../order.ts'

type Parent = { id: string }

/** A field of an item; null for those who may not see how an order is carried out (SEC-02g). */
const of =
  <Value>(read: (item: Item, order: Order) => Value) =>
  async ({ id }: Parent, _: unknown, context: GraphContext): Promise<Value | null> => {
    if (!maySee.trace(context)) return null
    const order = await context.load(ordersOfItems, id)

    return order === null ? null : read(itemOf(order, id), order)
  }

const lineOf = (item: Item, order: Order) => order.lines.find((line) => line.lineId === item.lineId)

export const FulfillmentItem = {
  __resolveReference: async ({ id }: Parent, context: GraphContext) =>
    maySee.trace(context) && (await context.load(ordersOfItems, id)) ? { id } : null,
  order: of((_, order) => order),
  lineId: of((item) => item.lineId),
  position: of((item) => item.position),
  capability: of((item) => item.capability),
  responsibleSystem: of((item) => item.system),
  action: of((item, order) => lineOf(item, order)?.action ?? null),
  state: of((item) => item.state),
  dependsOn: of((item) => item.dependsOn.map((id) => ({ id }))),
  attempt: of((item) => item.attempt),
  retriesLeft: of((item) => Math.max(0, capabilityOf(item.capability).maxRetries - item.attempt + 1)),
  compensationAction: of((item) => capabilityOf(item.capability).compensation),
  externalReference: of((item) => item.externalReference),
  errorCode: of((item) => item.errorCode),
  offeringId: of((item, order) => lineOf(item, order)?.offeringId ?? null),
  quantity: of((item, order) => lineOf(item, order)?.quantity ?? null),
}
