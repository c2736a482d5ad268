import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import type { AcceptanceEvidence, CustomerEvidence, SubmissionEvidence } from './quote.evidence.ts'
import { evolve } from './quote.evolve.ts'
import type { QuoteState } from './quote-state.ts'
import type { Quote } from './quote.ts'

/** Quotes as the specs speak of them: each made of the facts that lead to it. */
const asOf = '2026-07-01T10:00:00.000Z'

export const customer: CustomerEvidence = {
  customerId: 'cus_1',
  version: 3,
  hash: 'sha256:customer',
  segment: 'ENTERPRISE',
  status: 'ACTIVE',
  asOf,
  siteIds: ['sit_1'],
}
const { siteIds: _, ...customerSnapshot } = customer

const inFirst = { quoteId: 'quo_1', revision: 1 }
const eur = (amount: string) => ({ amount, currency: 'EUR' })

export const created: QuoteEvent = {
  type: 'QuoteCreated',
  ...inFirst,
  number: 'Q-2026-000001',
  customerId: 'cus_1',
  customerSnapshot,
  ownerId: 'usr_sales',
  currency: 'EUR',
  termMonths: 12,
  channel: 'DIRECT',
}

export const lineAdded: QuoteEvent = {
  type: 'QuoteLineAdded',
  ...inFirst,
  lineId: 'qln_1',
  action: 'ADD',
  offeringId: 'off_1',
  offeringVersion: '1.0',
  offeringName: 'Rooftop sensor',
  specificationId: 'spc_1',
  catalogVersion: 'v1',
  publicationHash: 'sha256:publication',
  quantity: 2,
  siteId: 'sit_1',
}

export const lineConfigured: QuoteEvent = {
  type: 'QuoteLineConfigured',
  ...inFirst,
  lineId: 'qln_1',
  quantity: 2,
  configurationId: 'cfg_1',
  configurationStatus: 'VALID',
  configurationHash: 'sha256:configuration',
  catalogVersion: 'v1',
  offeringVersion: '1.0',
  asOf,
}

export const priced: QuoteEvent = {
  type: 'QuotePriced',
  ...inFirst,
  priceResultId: 'prc_1',
  priceHash: 'sha256:price',
  inputHash: 'sha256:input',
  traceHash: 'sha256:trace',
  priceBookVersion: 'v1',
  policyVersion: 'standard-1',
  oneTime: eur('100.00'),
  contractValue: eur('340.00'),
  contractValueMinor: 34_000,
  discount: eur('0.00'),
  discountBasisPoints: 0,
  approvalTriggers: [],
  validUntil: '2026-07-31',
  customerSnapshot,
  asOf,
}

export const submitted: QuoteEvent = {
  type: 'QuoteSubmitted',
  ...inFirst,
  customerId: 'cus_1',
  priceResultId: 'prc_1',
  priceHash: 'sha256:price',
  discountBasisPoints: 0,
  contractValueMinor: 34_000,
  currency: 'EUR',
  approvalTriggers: [],
  submittedBy: 'usr_sales',
  validUntil: '2026-07-31',
  customerSnapshot,
  availability: [{ lineId: 'qln_1', state: 'AVAILABLE', evidenceId: 'ave_1', hash: 'sha256:stock', asOf }],
}

const approved: QuoteEvent = {
  type: 'QuoteApproved',
  ...inFirst,
  approvalId: 'apr_1',
  priceHash: 'sha256:price',
  level: 'MANAGER',
  decidedBy: 'usr_approver',
  validUntil: '2026-07-31',
}

const rejected: QuoteEvent = {
  type: 'QuoteRejected',
  ...inFirst,
  approvalId: 'apr_1',
  decidedBy: 'usr_approver',
}
const expired: QuoteEvent = { type: 'QuoteExpired', ...inFirst, validUntil: '2026-07-31' }
const cancelled: QuoteEvent = { type: 'QuoteCancelled', ...inFirst, because: 'gone', by: 'usr_sales' }
const accepted: QuoteEvent = {
  type: 'QuoteAccepted',
  ...inFirst,
  acceptanceId: 'acc_1',
  customerId: 'cus_1',
  acceptedBy: 'usr_customer',
  priceResultId: 'prc_1',
  priceHash: 'sha256:price',
  approvalId: 'apr_1',
  customerSnapshot,
  evidenceHash: 'sha256:evidence',
}

const draft = [created, lineAdded, lineConfigured, priced]
const pathTo: Record<QuoteState, QuoteEvent[]> = {
  DRAFT: draft,
  SUBMITTED: [...draft, submitted],
  APPROVED: [...draft, submitted, approved],
  REJECTED: [...draft, submitted, rejected],
  ACCEPTED: [...draft, submitted, approved, accepted],
  EXPIRED: [...draft, submitted, approved, expired],
  CANCELLED: [...draft, cancelled],
}

/** The quote that some facts lead to. */
export function quoteAfter(events: readonly QuoteEvent[], from?: Quote): Quote {
  const at = new Date(asOf)
  const last = events.reduce<Quote | undefined>(
    (quote, event) => evolve(quote, event, { id: 'quo_1', version: (quote?.version ?? 0) + 1, at }),
    from,
  )
  if (!last) throw new TypeError('A quote needs at least one fact.')

  return last
}

/** A priced quote of one configured line, in that state. */
export const quoteIn = (state: QuoteState): Quote => quoteAfter(pathTo[state])

export const submissionEvidence = (
  quote: Quote,
  over: Partial<SubmissionEvidence> = {},
): SubmissionEvidence => ({
  quoteVersion: quote.version,
  customer,
  price: { priceHash: 'sha256:price', inputHash: 'sha256:input', fresh: true, reasons: [], asOf },
  configurations: [
    {
      lineId: 'qln_1',
      configurationId: 'cfg_1',
      status: 'VALID',
      hash: 'sha256:configuration',
      catalogVersion: 'v1',
      offeringVersion: '1.0',
      asOf,
    },
  ],
  availability: [{ lineId: 'qln_1', state: 'AVAILABLE', evidenceId: 'ave_1', hash: 'sha256:stock', asOf }],
  ...over,
})

export const acceptanceEvidence = (
  quote: Quote,
  over: Partial<AcceptanceEvidence> = {},
): AcceptanceEvidence => ({
  quoteVersion: quote.version,
  customer,
  price: { priceHash: 'sha256:price', inputHash: 'sha256:input', fresh: true, reasons: [], asOf },
  approval: {
    approvalId: 'apr_1',
    revision: quote.revision,
    priceHash: 'sha256:price',
    state: 'APPROVED',
    hash: 'sha256:approval',
    asOf,
  },
  ...over,
})

export const offering = {
  offeringId: 'off_2',
  offeringVersion: '1.0',
  name: 'Gateway',
  specificationId: 'spc_2',
  catalogVersion: 'v1',
  publicationHash: 'sha256:publication',
  orderable: true,
  reasons: [],
}
