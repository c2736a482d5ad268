import { thoseActingForItsCustomer } from '@pactwork/kernel/audience'
import { feedStream } from '@pactwork/kernel/feed-stream'
import { falloutChangeFeed, type FalloutChange as Change } from '../fallout/fallout-change-feed.ts'
import { machines } from '../order-views.ts'

type Filter = { queue?: string | null; severity?: string | null; reason?: string | null }
type Arguments = { filter?: Filter | null; after?: string | null; last?: number | null }

/** Changes of fallout cases as they come, to those who may see fallout then (M18). */
export const falloutChanges = feedStream(falloutChangeFeed, {
  rule: { permission: 'fallout:read', machines },
  by: ['severity', 'reason'],
  narrow: ({ filter }: Arguments) => ({
    queue: filter?.queue ?? undefined,
    payload: { severity: filter?.severity, reason: filter?.reason },
  }),
  audience: thoseActingForItsCustomer,
  shape: (change) => ({ ...change, __typename: 'FalloutChange' }),
})

/** What is selected of the case and its order shows their present state, to who may see them now. */
export const FalloutChange = {
  case: ({ caseId }: Change) => ({ id: caseId }),
  order: ({ orderId }: Change) => ({ id: orderId }),
  assignee: ({ assigneeId }: Change) => assigneeId && { id: assigneeId },
}
