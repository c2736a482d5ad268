import { feed } from '@pactwork/kernel/feed'
import { z } from 'zod'

const falloutChange = z.object({
  caseId: z.string(),
  orderId: z.string(),
  change: z.enum(['OPENED', 'CHANGED', 'AGEING', 'RESOLVED']),
  queue: z.string(),
  severity: z.string(),
  reason: z.string(),
  assigneeId: z.string().nullable(),
  standingMinutes: z.int().positive().nullable(),
  resolution: z.string().nullable(),
})

export type FalloutChange = z.infer<typeof falloutChange>

/** What operations watch: what happens to fallout cases, once each and in their orders' own order (M18). */
export const falloutChangeFeed = feed({ name: 'fallout-changes', payload: falloutChange })
