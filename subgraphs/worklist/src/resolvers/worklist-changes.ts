import type { FeedGap, FeedItem } from '@pactwork/kernel/feed'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { workItemChangeFeed, type WorkItemChange as Change } from '../changes/work-item-change-feed.ts'
import { concerns } from '../queue.rules.ts'
import { visibleWorkItems } from './work-item.ts'

type Filter = { mine?: boolean | null; queue?: string | null }
type Arguments = { filter?: Filter | null; after?: string | null; last?: number | null }

const requires = { permission: 'worklist:read' }

/** Changes as they come. Whom one concerns is judged anew for each of them, by the groups of now (M18). */
function subscribe(_: unknown, { filter, after, last }: Arguments, context: GraphContext) {
  context.require(requires)
  const { mine, queue } = filter ?? {}

  return workItemChangeFeed.subscribe(context, {
    after: after ?? null,
    last: last ?? null,
    requires,
    filter: { payload: { people: mine ? context.actor.id : null, queues: queue } },
    visible: ({ payload }) => concerns(payload, context.actor),
  })
}

/** Beside `subscribe`, not around it: a generator around a feed could not be ended while nothing comes. */
const resolve = (item: FeedItem<Change> | FeedGap) =>
  item.kind === 'gap'
    ? { __typename: 'FeedGap', reason: item.reason, cursor: item.cursor }
    : {
        ...item.payload,
        __typename: 'WorkItemChange',
        occurredAt: item.occurredAt,
        correlationId: item.correlationId,
        cursor: item.cursor,
      }

export const worklistChanges = { subscribe, resolve }

const reference = (id: string | null) => id && { id }

/** What is selected of the work item shows its present state, to who may see it now. */
export const WorkItemChange = {
  item: ({ workItemId }: Change, _: unknown, { load }: GraphContext) => load(visibleWorkItems, workItemId),
  claimedBy: ({ claimedBy }: Change) => reference(claimedBy),
  formerlyClaimedBy: ({ formerlyClaimedBy }: Change) => reference(formerlyClaimedBy),
}
