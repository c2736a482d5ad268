import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { hint } from './hint.ts'

/** The end of an order ends the wait of its process. */
export const hintPlanEnded = consumer({
  name: 'worklist.hint-plan-ended',
  events: [orderEvents.OrderCompleted, orderEvents.OrderCancelled],
  outside: true,

  run: (event, tools) =>
    hint('plan-ended', { processKey: 'order-fulfillment', domainId: event.payload.orderId }, tools),
})
