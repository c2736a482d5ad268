import { feed } from '@pactwork/kernel/feed'
import { z } from 'zod'

const workItemChange = z.object({
  workItemId: z.string(),
  change: z.enum(['OPENED', 'CLAIMED', 'RELEASED', 'ESCALATED', 'DECIDED', 'CLOSED']),
  kind: z.string(),
  /** The quote or the order the subject belongs to. */
  about: z.string(),
  /** Where it stands, and where it stood when it moved. */
  queue: z.string(),
  formerQueue: z.string().nullable(),
  /** Who is at it after the change, and who was when that ended by it. */
  claimedBy: z.string().nullable(),
  formerlyClaimedBy: z.string().nullable(),
  /** How it ended, as the owner of its subject said. */
  outcome: z.string().nullable(),
  /** The queues and the people it concerns: what a subscription is narrowed by. */
  queues: z.array(z.string()),
  people: z.array(z.string()),
})

export type WorkItemChange = z.infer<typeof workItemChange>

/** What approvers and agents watch: what happens to work items, once each and in order (M18). */
export const workItemChangeFeed = feed({ name: 'work-item-changes', payload: workItemChange })
