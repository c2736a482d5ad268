import type { GraphContext } from '@pactwork/kernel/graph-context'
import { customerStatus, customerStatusText } from '../customer-status.ts'
import { lineStateOf } from '../fulfillment/item.ts'
import { milestonesOfOrders, validationsOfOrders } from '../order-details.ts'
import { maySee, orderBehind, ordersById } from '../order-views.ts'
import { fulfillmentStateOf, statusOf, type Order as OrderState } from '../order.ts'

type Parent = OrderState | { id: string }

/** A field read from the order; null when the order is not the actor's to see. */
const of =
  <Value>(read: (order: OrderState, context: GraphContext) => Value) =>
  async (parent: Parent, _: unknown, context: GraphContext): Promise<Awaited<Value> | null> => {
    const order = await orderBehind(parent, context)

    return order === null ? null : await read(order, context)
  }

/** The same for what needs more than seeing the order. */
const inside = <Value>(
  allowed: (context: GraphContext) => boolean,
  read: (order: OrderState, context: GraphContext) => Value,
) => of((order, context) => (allowed(context) ? read(order, context) : null))

export const Order = {
  __resolveReference: ({ id }: { id: string }, context: GraphContext) => context.load(ordersById, id),
  number: of((order) => order.orderNumber),
  type: of((order) => order.orderType),
  captureMode: of((order) => order.captureMode),
  status: of((order) => customerStatus[statusOf(order)]),
  statusText: of((order) => customerStatusText[customerStatus[statusOf(order)]]),
  operationalStatus: inside(maySee.inside, statusOf),
  captureState: inside(maySee.inside, (order) => order.captureState),
  fulfillmentState: inside(maySee.inside, fulfillmentStateOf),
  customer: of((order) => ({ id: order.customerId })),
  quote: of((order) => ({ id: order.sourceQuoteId })),
  sourceQuoteRevision: of((order) => order.sourceQuoteRevision),
  acceptance: of((order) => ({ id: order.acceptanceId })),
  priority: of((order) => order.priority),
  currency: of((order) => order.currency),
  lines: of((order, context) =>
    order.lines.map((line) => ({
      ...line,
      id: line.lineId,
      fulfillmentStatus:
        maySee.trace(context) && order.items.length > 0
          ? lineStateOf(order.items.filter((item) => item.lineId === line.lineId))
          : null,
    })),
  ),
  milestones: of(async (order, context) =>
    ((await context.load(milestonesOfOrders, order.id)) ?? []).map((one) => ({
      ...one,
      order,
    })),
  ),
  validations: inside(maySee.trace, (order, context) => context.load(validationsOfOrders, order.id)),
  fulfillmentItems: inside(maySee.trace, (order) => order.items.map(({ id }) => ({ id }))),
  falloutCases: inside(maySee.fallout, (order) => order.cases.map(({ id }) => ({ id }))),
  processBusinessKey: inside(maySee.trace, (order) => order.id),
  createdAt: of((order) => order.createdAt),
  updatedAt: of((order) => order.updatedAt),
  version: of((order) => order.version),
}
