import type { Violation } from '@pactwork/kernel/decision'
import type {
  ApprovalEvidence,
  ConfigurationEvidence,
  OfferingEvidence,
  PriceEvidence,
  QuoteEvidence,
} from '../evidence.ts'

/** Everything the nine checks look at, as its owners said when they were asked (CAP-18, M6). */
export type CaptureEvidence = {
  /** What was asked for; an event names all of it, a person only the quote. */
  readonly asked: {
    readonly quoteId: string
    readonly revision?: number | undefined
    readonly acceptanceId?: string | undefined
    readonly customerId?: string | undefined
  }
  readonly tenantId: string
  readonly quote: QuoteEvidence
  readonly approval: ApprovalEvidence | null
  readonly price: PriceEvidence | null
  readonly configurations: readonly ConfigurationEvidence[]
  readonly offerings: readonly OfferingEvidence[]
}

/** A named check: what is wrong, or nothing. Rules know nothing of each other (CAP-23). */
export type CaptureRule = (evidence: CaptureEvidence) => readonly Violation[]

/** A violation that refuses the capture. */
export const error = (code: string, path: string, message: string): Violation => ({
  code,
  path,
  message,
  severity: 'ERROR',
})

const unless = (holds: boolean, code: string, path: string, message: string): Violation[] =>
  holds ? [] : [error(code, path, message)]

const quoteExists: CaptureRule = ({ quote, asked, tenantId }) =>
  unless(
    quote.quoteId === asked.quoteId && quote.tenantId === tenantId,
    'QUOTE_NOT_FOUND',
    'quoteId',
    'There is no such quote in this tenant.',
  )

const quoteAccepted: CaptureRule = ({ quote, asked }) => [
  ...unless(
    quote.state === 'ACCEPTED' && quote.acceptanceId !== null,
    'QUOTE_NOT_ACCEPTED',
    'quote.state',
    `The quote is ${quote.state}; only an accepted one becomes an order.`,
  ),
  ...unless(
    asked.acceptanceId === undefined || asked.acceptanceId === quote.acceptanceId,
    'ACCEPTANCE_MISMATCH',
    'acceptanceId',
    'The quote was accepted by another acceptance than the one named.',
  ),
]

const revisionMatches: CaptureRule = ({ quote, asked }) =>
  unless(
    quote.acceptedRevision === quote.revision && (asked.revision ?? quote.revision) === quote.revision,
    'QUOTE_REVISION_MISMATCH',
    'quote.revision',
    'The accepted revision is not the current one.',
  )

// Acceptance was checked against the validity of that day and ends the quote's expiry; a late capture keeps
// what was promised in time. An offer without validity was never one.
const notExpired: CaptureRule = ({ quote }) =>
  unless(
    quote.state !== 'EXPIRED' && quote.validUntil !== null,
    'QUOTE_EXPIRED',
    'quote.validUntil',
    'The offer was not valid when it was accepted.',
  )

const customerMatches: CaptureRule = ({ quote, asked }) =>
  unless(
    asked.customerId === undefined || asked.customerId === quote.customerId,
    'QUOTE_CUSTOMER_MISMATCH',
    'quote.customerId',
    'The quote belongs to another customer than the one who accepted.',
  )

const approvalValid: CaptureRule = ({ quote, approval }) =>
  unless(
    approval?.state === 'APPROVED' &&
      approval.approvalId === quote.approvalId &&
      approval.revision === quote.revision,
    'APPROVAL_NOT_VALID',
    'quote.approval',
    'The approval does not stand for this revision any more.',
  )

const priceHashMatches: CaptureRule = ({ quote, approval, price }) =>
  unless(
    quote.priceHash !== null &&
      quote.acceptedPriceHash === quote.priceHash &&
      price?.priceHash === quote.priceHash &&
      (approval === null || approval.priceHash === quote.priceHash),
    'PRICE_HASH_MISMATCH',
    'quote.priceHash',
    'The accepted, the approved and the calculated price are not the same.',
  )

const configurationHashMatches: CaptureRule = ({ quote, configurations }) =>
  quote.lines.flatMap((line, index) => {
    const configuration = configurations.find((one) => one.id === line.configurationId)

    return unless(
      configuration?.status === 'VALID' && configuration.hash === line.configurationHash,
      'CONFIGURATION_HASH_MISMATCH',
      `quote.lines.${index}.configuration`,
      'The configuration is not the valid one that was accepted.',
    )
  })

/**
 * The nine checks of a quote-derived capture in the seed's order (CAP-18). The fifth, "not converted", is asked of
 * the orders themselves under the acceptance's lock and answers with the order (CNF-04).
 */
export const quoteRules: Readonly<Record<string, CaptureRule>> = {
  quoteExists,
  quoteAccepted,
  revisionMatches,
  notExpired,
  customerMatches,
  approvalValid,
  priceHashMatches,
  configurationHashMatches,
}
