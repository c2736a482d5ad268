import { thoseActingForItsCustomer } from '@pactwork/kernel/audience'
import { feedStream } from '@pactwork/kernel/feed-stream'
import { machines } from '../order-views.ts'
import { orderMilestoneFeed } from '../milestones/milestone-feed.ts'

type Arguments = {
  orderId?: string | null
  customerId?: string | null
  after?: string | null
  last?: number | null
}

/** Milestones as they come, each once and in the order's own numbering (M18, M19). */
export const orderMilestones = feedStream(orderMilestoneFeed, {
  rule: { permission: 'order:read', machines },
  by: [],
  narrow: ({ orderId, customerId }: Arguments) => ({
    subject: orderId ?? undefined,
    customerId: customerId ?? undefined,
  }),
  audience: thoseActingForItsCustomer,
  shape: ({ orderId, milestone, position }) => ({
    __typename: 'OrderMilestone',
    order: { id: orderId },
    milestone,
    position,
  }),
})
