import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { isRejection } from '@pactwork/kernel/rejection'

import { installDeliveredProducts } from '../commands/install-delivered-products.ts'

/** A completed order has proven delivery: its lines become installed products, with the systems' references. */
export const installWhenOrderCompleted = consumer({
  name: 'inventory.install-delivered-products',
  events: [orderEvents.OrderCompleted],
  async run({ eventId, occurredAt, payload }, { execute, park }) {
    const { orderId, customerId, lines } = payload
    const result = await execute(
      installDeliveredProducts,
      {
        orderId,
        customerId,
        completedAt: occurredAt,
        lines: lines.map(({ quoteLineId: _quote, number: _number, ...line }) => line),
      },
      { key: eventId },
    )
    if (isRejection(result)) park(`${result.code}: ${result.message}`)
  },
})
