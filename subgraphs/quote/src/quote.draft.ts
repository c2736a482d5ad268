import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import { accept, reject, type Decision, type Rejected } from '@pactwork/kernel/decision'
import type { ConfigurationEvidence, CustomerEvidence, OfferingEvidence } from './quote.evidence.ts'
import { admits, customerIsActive, firstOf } from './quote.rules.ts'
import { lineLimit, type LineDiscount, type Quote } from './quote.ts'

type Begin = {
  quoteId: string
  number: string
  customerId: string
  customer: CustomerEvidence | null
  ownerId: string
  currency: string
  termMonths: number
  channel: string
}

/** Begins a draft for an active customer. */
export function createQuote(_: undefined, { customer, ...begin }: Begin): Decision<QuoteEvent> {
  const refused = customerIsActive(customer, begin.customerId)
  if (refused) return refused
  if (!customer) return reject('CUSTOMER_UNKNOWN')

  return accept({ type: 'QuoteCreated', revision: 1, ...begin, customerSnapshot: snapshotOf(customer) })
}

type NewLine = {
  lineId: string
  offering: OfferingEvidence | null
  quantity: number
  siteId: string | null
  siteIds: readonly string[]
}

/** Adds what the catalog says can be sold now. */
export function addLine(quote: Quote, { offering, siteIds, ...line }: NewLine): Decision<QuoteEvent> {
  const refused = admits(quote, 'addQuoteLine')
  if (refused) return refused
  if (quote.lines.length >= lineLimit) return reject('QUOTE_LINE_LIMIT_REACHED', { maximum: lineLimit })
  if (!offering) return reject('OFFERING_UNKNOWN')
  if (!offering.orderable) return reject('OFFERING_NOT_ELIGIBLE', { reasons: offering.reasons.join(' ') })
  if (line.siteId && !siteIds.includes(line.siteId)) return reject('SITE_UNKNOWN', { siteId: line.siteId })

  const { offeringId, offeringVersion, name, specificationId, catalogVersion, publicationHash } = offering
  return accept({
    type: 'QuoteLineAdded',
    ...inRevision(quote),
    ...line,
    action: 'ADD',
    offeringId,
    offeringVersion,
    offeringName: name,
    specificationId,
    catalogVersion,
    publicationHash,
  })
}

type Configured = { lineId: string; quantity: number; evidence: ConfigurationEvidence | { refused: string } }

/** Refers a line to its judged configuration. An INVALID one is kept, too: it says what is wrong. */
export function configureLine(
  quote: Quote,
  { lineId, quantity, evidence }: Configured,
): Decision<QuoteEvent> {
  const refused = firstOf(admits(quote, 'configureQuoteLine'), hasLine(quote, lineId))
  if (refused) return refused
  if ('refused' in evidence) return reject('CONFIGURATION_REFUSED', { because: evidence.refused })

  const { configurationId, status, hash, catalogVersion, offeringVersion, asOf } = evidence
  return accept({
    type: 'QuoteLineConfigured',
    ...inRevision(quote),
    lineId,
    quantity,
    configurationId,
    configurationStatus: status,
    configurationHash: hash,
    catalogVersion,
    offeringVersion,
    asOf,
  })
}

export function removeLine(quote: Quote, { lineId }: { lineId: string }): Decision<QuoteEvent> {
  const refused = firstOf(admits(quote, 'removeQuoteLine'), hasLine(quote, lineId))

  return refused ?? accept({ type: 'QuoteLineRemoved', ...inRevision(quote), lineId })
}

type Discounted = LineDiscount & { lineId: string; maximumBasisPoints: number }

/**
 * Asks for a manual discount. More than the asker's own authority is a matter for an approval; more than the
 * policy's maximum is nobody's to give (SEC-01b).
 */
export function discountLine(
  quote: Quote,
  { maximumBasisPoints, ...asked }: Discounted,
): Decision<QuoteEvent> {
  const refused = firstOf(admits(quote, 'discountQuoteLine'), hasLine(quote, asked.lineId))
  if (refused) return refused
  if (asked.basisPoints > maximumBasisPoints)
    return reject('DISCOUNT_ABOVE_POLICY', { asked: asked.basisPoints, maximum: maximumBasisPoints })

  return accept({
    type: 'QuoteLineDiscounted',
    ...inRevision(quote),
    ...asked,
    approvalImpact: asked.basisPoints > asked.authorityBasisPoints,
  })
}

export function changeTerm(quote: Quote, { termMonths }: { termMonths: number }): Decision<QuoteEvent> {
  const refused = admits(quote, 'changeQuoteTerm')
  if (refused) return refused
  if (termMonths === quote.termMonths) return accept()

  return accept({ type: 'QuoteTermChanged', ...inRevision(quote), termMonths })
}

export const inRevision = ({ id, revision }: Quote) => ({ quoteId: id, revision })

/** What is kept of a customer: no names, no sites. */
export const snapshotOf = ({ customerId, version, hash, segment, status, asOf }: CustomerEvidence) => ({
  customerId,
  version,
  hash,
  segment,
  status,
  asOf,
})

const hasLine = (quote: Quote, lineId: string): Rejected | undefined =>
  quote.lines.some(({ id }) => id === lineId) ? undefined : reject('QUOTE_LINE_NOT_FOUND', { lineId })
