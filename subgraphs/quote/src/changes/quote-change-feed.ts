import { feed } from '@pactwork/kernel/feed'
import { z } from 'zod'

/** What sales follow of a quote. The list in the graph's description is this one. */
export const quoteChangeKinds = ['REPRICED', 'STALE', 'APPROVED', 'REJECTED', 'EXPIRING', 'EXPIRED'] as const

const quoteChange = z.object({
  quoteId: z.string(),
  number: z.string(),
  ownerId: z.string(),
  revision: z.int().positive(),
  change: z.enum(quoteChangeKinds),
  /** Why the price is stale; empty for every other change. */
  reasons: z.array(z.object({ fact: z.string(), was: z.string().nullable(), is: z.string().nullable() })),
  /** The last business day of price or offer, where the change says one. */
  validUntil: z.iso.date().nullable(),
})

export type QuoteChange = z.infer<typeof quoteChange>

/** What portals watch: what happens to quotes, once each and in the quote's own order (M18). */
export const quoteChangeFeed = feed({ name: 'quote-changes', payload: quoteChange })
