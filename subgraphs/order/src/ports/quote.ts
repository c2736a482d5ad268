import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { quoteEvidence, type QuoteEvidence } from '../evidence.ts'

const document = `query QuoteForCapture($quoteId: ID!) {
  quoteForCapture(quoteId: $quoteId) {
    quoteId number state revision version tenantId ownerId currency termMonths validUntil customerId
    customerSnapshotHash acceptanceId acceptedRevision acceptedBy acceptedAt acceptanceEvidenceHash
    acceptedPriceHash priceResultId priceHash contractValue { amount currency } approvalId
    lines {
      lineId action offeringId offeringVersion offeringName specificationId catalogVersion publicationHash quantity
      siteId configurationId configurationHash availabilityEvidenceId availabilityState
    }
  }
}`
const shape = z.object({ quoteForCapture: quoteEvidence.nullable() })

/** The accepted revision with every reference and hash, as the quote context has it now. */
export const quoteForCapture = async (ports: Ports, quoteId: string): Promise<QuoteEvidence | null> =>
  (await ports.query('quote', document, { quoteId }, shape)).quoteForCapture
