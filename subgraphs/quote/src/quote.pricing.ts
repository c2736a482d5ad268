import { namedStaleReasons, type QuoteEvent } from '@pactwork/contracts/events/quote'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import type { CustomerEvidence, FreshnessEvidence } from './quote.evidence.ts'
import { inRevision, snapshotOf } from './quote.draft.ts'
import { admits, allConfigured, askedAboutThis, customerIsActive, firstOf } from './quote.rules.ts'
import type { Quote, QuotePrice } from './quote.ts'

type PricedNow = {
  quoteVersion: number
  customer: CustomerEvidence | null
  price: Omit<QuotePrice, 'staleBecause'> | { refused: string } | null
}

/** Whether a draft can be priced at all: asked before pricing is, and decided again after. */
export const canBePriced = (quote: Quote) =>
  firstOf(
    admits(quote, 'priceQuote'),
    quote.lines.length === 0 ? reject('QUOTE_HAS_NO_LINES') : undefined,
    allConfigured(quote),
  )

/** Refers the revision to the immutable result pricing made of exactly what the quote has now. */
export function priceQuote(quote: Quote, { quoteVersion, customer, price }: PricedNow): Decision<QuoteEvent> {
  const refused = firstOf(
    canBePriced(quote),
    askedAboutThis(quote, quoteVersion),
    customerIsActive(customer, quote.customerId),
  )
  if (refused) return refused
  if (!customer || !price) return reject('QUOTE_CHANGED_MEANWHILE')
  if ('refused' in price) return reject('PRICE_REFUSED', { because: price.refused })

  const { resultId, approvalTriggers, ...facts } = price
  return accept({
    type: 'QuotePriced',
    ...inRevision(quote),
    priceResultId: resultId,
    approvalTriggers: [...approvalTriggers],
    ...facts,
    customerSnapshot: snapshotOf(customer),
  })
}

type Staled = { priceResultId: string; reasons: FreshnessEvidence['reasons'] }

/** Marks the price of a draft early; said once a result, and nothing when the quote has another price by now (M6). */
export function recordStalePrice(quote: Quote, { priceResultId, reasons }: Staled): Decision<QuoteEvent> {
  const refused = admits(quote, 'recordStalePrice')
  if (refused) return refused
  const { price } = quote
  if (!price || price.resultId !== priceResultId || price.staleBecause || reasons.length === 0)
    return accept()

  return accept({
    type: 'QuotePriceStaled',
    ...inRevision(quote),
    priceResultId,
    priceHash: price.priceHash,
    reasons: reasons.slice(0, namedStaleReasons),
    reasonCount: reasons.length,
  })
}
