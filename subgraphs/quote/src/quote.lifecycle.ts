import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import type { SubmissionEvidence } from './quote.evidence.ts'
import { daysBetween } from './business-days.ts'
import { inRevision, snapshotOf } from './quote.draft.ts'
import {
  admits,
  allConfigured,
  askedAboutThis,
  availabilityAllows,
  customerIsActive,
  firstOf,
  isPastValidity,
  priceHolds,
} from './quote.rules.ts'
import type { Quote } from './quote.ts'

type Submission = { by: string; evidence: SubmissionEvidence | null }

/** What keeps a quote from being submitted before anybody else is asked. */
export const canBeSubmitted = (quote: Quote, by: string) =>
  firstOf(
    admits(quote, 'submitQuote'),
    quote.ownerId === by ? undefined : reject('QUOTE_NOT_OWNED'),
    quote.lines.length === 0 ? reject('QUOTE_HAS_NO_LINES') : undefined,
    allConfigured(quote),
    quote.price ? undefined : reject('PRICE_MISSING_ON_QUOTE'),
  )

/** Freezes the revision: only with every piece of evidence fresh from its owner (M6, QUO-03). */
export function submit(quote: Quote, { by, evidence }: Submission): Decision<QuoteEvent> {
  const early = canBeSubmitted(quote, by)
  if (early) return early
  if (!evidence) return reject('QUOTE_CHANGED_MEANWHILE')
  const refused = firstOf(
    askedAboutThis(quote, evidence.quoteVersion),
    customerIsActive(evidence.customer, quote.customerId),
    allConfigured(quote, evidence.configurations),
    priceHolds(quote, evidence.price),
    availabilityAllows(quote, evidence.availability),
  )
  if (refused) return refused
  if (!quote.price || !evidence.customer) return reject('PRICE_MISSING_ON_QUOTE')

  return accept({
    type: 'QuoteSubmitted',
    ...inRevision(quote),
    customerId: quote.customerId,
    priceResultId: quote.price.resultId,
    priceHash: quote.price.priceHash,
    discountBasisPoints: quote.price.discountBasisPoints,
    contractValueMinor: quote.price.contractValueMinor,
    currency: quote.currency,
    approvalTriggers: [...quote.price.approvalTriggers],
    submittedBy: by,
    validUntil: quote.price.validUntil,
    customerSnapshot: snapshotOf(evidence.customer),
    availability: [...evidence.availability],
  })
}

type Granted = { approvalId: string; revision: number; priceHash: string; level: string; decidedBy: string }

/** Records an approval that covers exactly this revision at exactly this price (APR-03). */
export function recordApproval(quote: Quote, granted: Granted): Decision<QuoteEvent> {
  const refused = admits(quote, 'recordQuoteApproval')
  if (refused) return refused
  if (granted.revision !== quote.revision)
    return reject('APPROVAL_STALE', { because: `it covers revision ${granted.revision}` })
  if (!quote.price || !quote.validUntil || granted.priceHash !== quote.price.priceHash)
    return reject('APPROVAL_STALE', { because: 'it covers another price' })

  return accept({ type: 'QuoteApproved', ...inRevision(quote), ...granted, validUntil: quote.validUntil })
}

type Refused = { approvalId: string; revision: number; decidedBy: string }

export function recordRejection(quote: Quote, { revision, ...refusal }: Refused): Decision<QuoteEvent> {
  const refused = admits(quote, 'recordQuoteRejection')
  if (refused) return refused
  if (revision !== quote.revision)
    return reject('APPROVAL_STALE', { because: `it covers revision ${revision}` })

  return accept({ type: 'QuoteRejected', ...inRevision(quote), ...refusal })
}

/** Begins a new draft revision; approval and price of the former one hold for that one alone (APR-05). */
export function revise(quote: Quote, { because, by }: { because: string; by: string }): Decision<QuoteEvent> {
  const refused = admits(quote, 'reviseQuote')
  if (refused) return refused

  const { id, revision } = quote
  return accept({
    type: 'QuoteRevised',
    quoteId: id,
    revision: revision + 1,
    formerRevision: revision,
    because,
    by,
  })
}

/** How long before its last business day an offer is said to be expiring. */
export const expiryNotice = { businessDays: 5 } as const

/** Says that an offer's last business day is near; before that, and after that day, it is refused. */
export function announceExpiry(
  quote: Quote,
  { revision, businessDate }: { revision: number; businessDate: string },
): Decision<QuoteEvent> {
  const refused = admits(quote, 'announceQuoteExpiry')
  if (refused) return refused
  const { validUntil } = quote
  if (revision !== quote.revision)
    return reject('REVISION_NOT_CURRENT', { asked: revision, current: quote.revision })
  if (!validUntil || isPastValidity(quote, businessDate)) return reject('QUOTE_PAST_VALIDITY', { validUntil })
  const daysLeft = daysBetween(businessDate, validUntil)
  const noticeDays = expiryNotice.businessDays
  if (daysLeft > noticeDays) return reject('QUOTE_NOT_YET_EXPIRING', { validUntil, noticeDays })

  return accept({ type: 'QuoteExpiring', ...inRevision(quote), validUntil, daysLeft })
}

/** Ends an offer whose last business day has passed; before that it is refused. */
export function expire(quote: Quote, { businessDate }: { businessDate: string }): Decision<QuoteEvent> {
  const refused = admits(quote, 'expireQuote')
  if (refused) return refused
  if (!quote.validUntil || !isPastValidity(quote, businessDate))
    return reject('QUOTE_STILL_VALID', { validUntil: quote.validUntil })

  return accept({ type: 'QuoteExpired', ...inRevision(quote), validUntil: quote.validUntil })
}

export function cancel(quote: Quote, { because, by }: { because: string; by: string }): Decision<QuoteEvent> {
  const refused = admits(quote, 'cancelQuote')

  return refused ?? accept({ type: 'QuoteCancelled', ...inRevision(quote), because, by })
}
