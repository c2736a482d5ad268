import { thoseNamed } from '@pactwork/kernel/audience'
import { feedStream } from '@pactwork/kernel/feed-stream'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { workItemChangeFeed, type WorkItemChange as Change } from '../changes/work-item-change-feed.ts'
import { concernedBy } from '../queue.rules.ts'
import { visibleWorkItems } from './work-item.ts'

type Filter = { mine?: boolean | null; queue?: string | null }
type Arguments = { filter?: Filter | null; after?: string | null; last?: number | null }

/** Changes of work items as they come. Whom one concerns is judged by the groups of now (M18). */
export const worklistChanges = feedStream(workItemChangeFeed, {
  rule: { permission: 'worklist:read' },
  by: ['people', 'queues'],
  narrow: ({ filter }: Arguments, { actor }) => ({
    payload: { people: filter?.mine ? actor.id : null, queues: filter?.queue },
  }),
  audience: thoseNamed(concernedBy),
  shape: (change) => ({ ...change, __typename: 'WorkItemChange' }),
})

const reference = (id: string | null) => id && { id }

/** What is selected of the work item shows its present state, to who may see it now. */
export const WorkItemChange = {
  item: ({ workItemId }: Change, _: unknown, { load }: GraphContext) => load(visibleWorkItems, workItemId),
  claimedBy: ({ claimedBy }: Change) => reference(claimedBy),
  formerlyClaimedBy: ({ formerlyClaimedBy }: Change) => reference(formerlyClaimedBy),
}
