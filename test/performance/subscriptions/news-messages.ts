import { z } from 'zod'

/** Tell so many news; then how things stand, and the cursor so many news behind the last one. */
export const ask = z.object({ tell: z.number(), behind: z.number() })

export const answer = z.object({
  url: z.string(),
  position: z.number(),
  /** Who follows the feed. */
  followers: z.number(),
  /** How often `people` was asked. */
  calls: z.number(),
  cursor: z.string(),
})
export type Answer = z.infer<typeof answer>
