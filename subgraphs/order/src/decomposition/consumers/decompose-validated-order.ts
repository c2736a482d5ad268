import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { decomposeOrder } from '../commands/decompose-order.ts'

/** What passed its validation is planned next. */
export const decomposeValidatedOrder = consumer({
  name: 'order.decompose-validated-order',
  events: [orderEvents.OrderValidated],
  async run({ eventId, payload }, { execute }) {
    await execute(decomposeOrder, { orderId: payload.orderId }, { key: eventId })
  },
})
