import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { orderMilestoneFeed } from './milestone-feed.ts'

/** The feed reads the order's own topic, so that milestones come once and in order (M19). */
export const feedMilestones = consumer({
  name: 'order.feed-milestones',
  tells: true,
  events: [orderEvents.OrderMilestoneReached],
  async apply({ eventId, occurredAt, payload }, { uow }) {
    const { orderId, orderNumber, customerId, milestone, position } = payload
    orderMilestoneFeed.append(uow, [
      {
        sourceEventId: eventId,
        subject: orderId,
        customerId,
        occurredAt,
        payload: { orderId, orderNumber, milestone, position },
      },
    ])
  },
})
