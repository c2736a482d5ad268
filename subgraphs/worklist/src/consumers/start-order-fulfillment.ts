import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { begin } from './begin.ts'

/** A decomposed order begins the process that waits for its plan's end. */
export const startOrderFulfillment = consumer({
  name: 'worklist.start-order-fulfillment',
  events: [orderEvents.OrderDecomposed],
  outside: true,

  async run(event, tools) {
    const { orderId } = event.payload
    await begin(event, tools, {
      processKey: 'order-fulfillment',
      domainType: 'ORDER',
      domainId: orderId,
      about: [orderId],
      variables: { orderId },
    })
  },
})
