import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import type { AcceptanceEvidence } from './quote.evidence.ts'
import { inRevision, snapshotOf } from './quote.draft.ts'
import {
  approvalHolds,
  askedAboutThis,
  customerIsActive,
  firstOf,
  isPastValidity,
  priceHolds,
} from './quote.rules.ts'
import type { Quote } from './quote.ts'

type Acceptance = {
  acceptanceId: string
  revision: number
  by: string
  businessDate: string
  evidence: AcceptanceEvidence | null
}

/** What keeps a quote from being accepted before anybody else is asked (QUO-04, M33). */
export function canBeAccepted(
  quote: Quote,
  { revision, businessDate }: Pick<Acceptance, 'revision' | 'businessDate'>,
) {
  if (quote.acceptance) return reject('QUOTE_ALREADY_ACCEPTED', { acceptance: { id: quote.acceptance.id } })
  if (quote.state !== 'APPROVED') return reject('QUOTE_NOT_APPROVED', { state: quote.state })
  if (isPastValidity(quote, businessDate))
    return reject('QUOTE_PAST_VALIDITY', { validUntil: quote.validUntil })
  if (revision !== quote.revision)
    return reject('REVISION_NOT_CURRENT', { asked: revision, current: quote.revision })

  return undefined
}

/** The customer says yes: once for ever, to the current approved revision, and only on fresh evidence. */
export function acceptQuote(quote: Quote, acceptance: Acceptance): Decision<QuoteEvent> {
  const { acceptanceId, by, evidence } = acceptance
  const early = canBeAccepted(quote, acceptance)
  if (early) return early
  if (!evidence) return reject('QUOTE_CHANGED_MEANWHILE')
  const refused = firstOf(
    askedAboutThis(quote, evidence.quoteVersion),
    customerIsActive(evidence.customer, quote.customerId),
    priceHolds(quote, evidence.price),
    approvalHolds(quote, evidence.approval),
  )
  if (refused) return refused
  if (!quote.price || !evidence.approval || !evidence.customer) return reject('QUOTE_CHANGED_MEANWHILE')

  return accept({
    type: 'QuoteAccepted',
    ...inRevision(quote),
    acceptanceId,
    customerId: quote.customerId,
    acceptedBy: by,
    priceResultId: quote.price.resultId,
    priceHash: quote.price.priceHash,
    approvalId: evidence.approval.approvalId,
    customerSnapshot: snapshotOf(evidence.customer),
    evidenceHash: hashOf({ schemaVersion: 1, ...evidence }),
  })
}
