import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { FeedGap, FeedItem } from '@pactwork/kernel/feed'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { falloutChangeFeed, type FalloutChange as Change } from '../fallout/fallout-change-feed.ts'
import { machines } from '../order-views.ts'

type Filter = { queue?: string | null; severity?: string | null; reason?: string | null }
type Arguments = { filter?: Filter | null; after?: string | null; last?: number | null }

const requires = { permission: 'fallout:read', machines }

/** Changes as they come, to those who may see fallout then (M18). */
function subscribe(_: unknown, { filter, after, last }: Arguments, context: GraphContext) {
  context.require(requires)
  const { queue, severity, reason } = filter ?? {}

  return falloutChangeFeed.subscribe(context, {
    after: after ?? null,
    last: last ?? null,
    requires,
    filter: { queue: queue ?? undefined, payload: { severity, reason } },
    visible: async ({ customerId }) => mayActFor(await context.authority(), customerId ?? ''),
  })
}

/** Beside `subscribe`, not around it: a generator around a feed could not be ended while nothing comes. */
const resolve = (item: FeedItem<Change> | FeedGap) =>
  item.kind === 'gap'
    ? { __typename: 'FeedGap', reason: item.reason, cursor: item.cursor }
    : {
        ...item.payload,
        __typename: 'FalloutChange',
        occurredAt: item.occurredAt,
        correlationId: item.correlationId,
        cursor: item.cursor,
      }

export const falloutChanges = { subscribe, resolve }

/** What is selected of the case and its order shows their present state, to who may see them now. */
export const FalloutChange = {
  case: ({ caseId }: Change) => ({ id: caseId }),
  order: ({ orderId }: Change) => ({ id: orderId }),
  assignee: ({ assigneeId }: Change) => assigneeId && { id: assigneeId },
}
