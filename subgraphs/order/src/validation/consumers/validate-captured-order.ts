import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { validateOrder } from '../commands/validate-order.ts'

/** What was captured is examined next. */
export const validateCapturedOrder = consumer({
  name: 'order.validate-captured-order',
  events: [orderEvents.OrderCaptured],
  async run({ eventId, payload }, { execute }) {
    await execute(validateOrder, { orderId: payload.orderId }, { key: eventId })
  },
})
