import { z } from 'zod'

/** What the measuring client is told: one contestant, one operation, so many requests at once, for so long. */
export const cell = z.object({
  url: z.string(),
  query: z.string(),
  /** One for each request; when they run out the cell ends. */
  tokens: z.array(z.string()),
  atOnce: z.number(),
  milliseconds: z.number(),
})
export type Cell = z.infer<typeof cell>

/** What it found: how long each request took, in milliseconds, and some of the answers as they came. */
export const findings = z.object({
  milliseconds: z.number(),
  latencies: z.array(z.number()),
  failures: z.array(z.string()),
  answers: z.array(z.string()),
})
export type Findings = z.infer<typeof findings>
