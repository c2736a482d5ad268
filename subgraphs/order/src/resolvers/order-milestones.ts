import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { FeedGap, FeedItem } from '@pactwork/kernel/feed'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { machines } from '../order-views.ts'
import { orderMilestoneFeed, type Milestone } from '../milestones/milestone-feed.ts'

type Arguments = {
  orderId?: string | null
  customerId?: string | null
  after?: string | null
  last?: number | null
}

const requires = { permission: 'order:read', machines }

/** Milestones as they come. Whether an item is the subscriber's is judged anew for each of them (M18). */
function subscribe(_: unknown, { orderId, customerId, after, last }: Arguments, context: GraphContext) {
  context.require(requires)

  return orderMilestoneFeed.subscribe(context, {
    after: after ?? null,
    last: last ?? null,
    filter: { subject: orderId ?? undefined, customerId: customerId ?? undefined },
    requires,
    visible: async (item) => mayActFor(await context.authority(), item.customerId ?? ''),
  })
}

/** Beside `subscribe`, not around it: a generator around a feed could not be ended while nothing comes. */
const resolve = (item: FeedItem<Milestone> | FeedGap) =>
  item.kind === 'gap'
    ? { __typename: 'FeedGap', reason: item.reason, cursor: item.cursor }
    : {
        __typename: 'OrderMilestone',
        order: { id: item.payload.orderId },
        milestone: item.payload.milestone,
        position: item.payload.position,
        occurredAt: item.occurredAt,
        correlationId: item.correlationId,
        cursor: item.cursor,
      }

export const orderMilestones = { subscribe, resolve }
