import { defineContext } from '@pactwork/kernel/context'
import { streamResolvers } from '@pactwork/kernel/feed-stream'
import { mutation } from '@pactwork/kernel/resolver'
import { PrismaClient } from '../generated/prisma/client.ts'
import { cancelOrder } from './cancellation/commands/cancel-order.ts'
import { captureOrderFromQuote } from './capture/commands/capture-order-from-quote.ts'
import { captureOrder } from './capture/commands/capture-order.ts'
import { captureAcceptedQuote } from './capture/consumers/capture-accepted-quote.ts'
import { decomposeOrder } from './decomposition/commands/decompose-order.ts'
import { decomposeValidatedOrder } from './decomposition/consumers/decompose-validated-order.ts'
import { ageWhenDue } from './fallout/age-when-due.ts'
import { assignFalloutCase } from './fallout/commands/assign-fallout-case.ts'
import { noteFalloutAgeing } from './fallout/commands/note-fallout-ageing.ts'
import { openFalloutCase } from './fallout/commands/open-fallout-case.ts'
import { resolveFalloutCase } from './fallout/commands/resolve-fallout-case.ts'
import { retryFulfillmentItem } from './fallout/commands/retry-fulfillment-item.ts'
import { feedFalloutChanges } from './fallout/consumers/feed-fallout-changes.ts'
import { falloutChangeFeed } from './fallout/fallout-change-feed.ts'
import { activations } from './fulfillment/activation.ts'
import { performFulfillmentItem } from './fulfillment/commands/perform-fulfillment-item.ts'
import { recordItemOutcome } from './fulfillment/commands/record-item-outcome.ts'
import { startFulfillmentItem } from './fulfillment/commands/start-fulfillment-item.ts'
import { recordReservationOutcome } from './fulfillment/consumers/record-reservation-outcome.ts'
import { feedMilestones } from './milestones/feed-milestones.ts'
import { orderMilestoneFeed } from './milestones/milestone-feed.ts'
import { orderOperations } from './projections/order-operations.ts'
import { orderSummary } from './projections/order-summary.ts'
import { FalloutCase } from './resolvers/fallout-case.ts'
import { FalloutChange, falloutChanges } from './resolvers/fallout-changes.ts'
import { FulfillmentItem } from './resolvers/fulfillment-item.ts'
import { OrderLine } from './resolvers/order-line.ts'
import { operationsOrders, orders } from './resolvers/order-lists.ts'
import { orderMilestones } from './resolvers/order-milestones.ts'
import { Order } from './resolvers/order.ts'
import * as queries from './resolvers/queries.ts'
import { Quote, QuoteAcceptance } from './resolvers/quote.ts'
import { overrideValidation } from './validation/commands/override-validation.ts'
import { revalidateOrder } from './validation/commands/revalidate-order.ts'
import { validateOrder } from './validation/commands/validate-order.ts'
import { validateCapturedOrder } from './validation/consumers/validate-captured-order.ts'
import { validateWhenDue } from './validation/validate-when-due.ts'

const streams = streamResolvers({ orderMilestones, falloutChanges })

/** The order context: what was promised, what has to be done for it, and what became of it. */
export default defineContext({
  name: 'order',
  schema: new URL('../schema/', import.meta.url),
  prisma: PrismaClient,
  resolvers: {
    Query: { ...queries, orders, operationsOrders, ...streams.Query },
    Mutation: {
      captureOrderFromQuote: mutation(captureOrderFromQuote),
      revalidateOrder: mutation(revalidateOrder),
      overrideValidation: mutation(overrideValidation),
      cancelOrder: mutation(cancelOrder),
      assignFalloutCase: mutation(assignFalloutCase),
      retryFulfillmentItem: mutation(retryFulfillmentItem),
      resolveFalloutCase: mutation(resolveFalloutCase),
      startFulfillmentItem: mutation(startFulfillmentItem),
      performFulfillmentItem: mutation(performFulfillmentItem),
      openFalloutCase: mutation(openFalloutCase),
    },
    Subscription: streams.Subscription,
    Order,
    OrderLine,
    FulfillmentItem,
    FalloutCase,
    FalloutChange,
    Quote,
    QuoteAcceptance,
  },
  commands: [
    captureOrder,
    captureOrderFromQuote,
    validateOrder,
    revalidateOrder,
    overrideValidation,
    decomposeOrder,
    startFulfillmentItem,
    performFulfillmentItem,
    recordItemOutcome,
    openFalloutCase,
    assignFalloutCase,
    retryFulfillmentItem,
    resolveFalloutCase,
    noteFalloutAgeing,
    cancelOrder,
    ...activations.commands,
  ],
  consumers: [
    captureAcceptedQuote,
    validateCapturedOrder,
    decomposeValidatedOrder,
    recordReservationOutcome,
    feedMilestones,
    feedFalloutChanges,
  ],
  projections: [orderSummary, orderOperations],
  dueWork: [validateWhenDue, ageWhenDue, ...activations.dueWork],
  feeds: [orderMilestoneFeed, falloutChangeFeed],
  ingress: activations.ingress,
})
