import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { QuoteFacts } from '../approval-request.ts'

const document = `query QuoteToApprove($quoteId: ID!) {
  quoteForApproval(quoteId: $quoteId) {
    quoteId state revision priceHash discountBasisPoints contractValueMinor currency approvalTriggers submittedBy
  }
}`

const shape = z.object({
  quoteForApproval: z
    .object({
      quoteId: z.string(),
      state: z.string(),
      revision: z.int(),
      priceHash: z.string().nullable(),
      discountBasisPoints: z.int().nullable(),
      contractValueMinor: z
        .string()
        .regex(/^\d{1,15}$/)
        .transform(Number)
        .nullable(),
      currency: z.string(),
      approvalTriggers: z.array(z.string()),
      submittedBy: z.string().nullable(),
    })
    .nullable(),
})

/** The quote as its owner says it is now; null when there is none (M6). */
export const quoteToApprove = async (ports: Ports, quoteId: string): Promise<QuoteFacts | null> =>
  (await ports.query('quote', document, { quoteId }, shape)).quoteForApproval
