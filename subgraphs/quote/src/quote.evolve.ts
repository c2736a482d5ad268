import type { QuoteEvent } from '@pactwork/contracts/events/quote'
import { earlyMarkOf } from './stale-marks.ts'
import type { Quote, QuoteLine } from './quote.ts'

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The quote after one fact. Pure; it trusts the fact and checks nothing. */
export function evolve(before: Quote | undefined, event: QuoteEvent, { id, version, at }: Meta): Quote {
  if (event.type === 'QuoteCreated') return begun(event, { id, version, at })
  if (!before) throw new TypeError(`${event.type} is no beginning of a quote.`)

  return { ...before, ...change(before, event, at), version, updatedAt: at }
}

function begun(event: Extract<QuoteEvent, { type: 'QuoteCreated' }>, { id, version, at }: Meta): Quote {
  const { number, revision, customerId, customerSnapshot, ownerId, currency, termMonths, channel } = event

  return {
    id,
    version,
    number,
    state: 'DRAFT',
    revision,
    customerId,
    customerSnapshot,
    ownerId,
    currency,
    termMonths,
    channel,
    lines: [],
    price: null,
    approval: null,
    acceptance: null,
    submittedBy: null,
    validUntil: null,
    createdAt: at,
    updatedAt: at,
  }
}

function change(
  quote: Quote,
  event: Exclude<QuoteEvent, { type: 'QuoteCreated' }>,
  at: Date,
): Partial<Quote> {
  switch (event.type) {
    case 'QuoteLineAdded': {
      const { type: _, quoteId: __, revision: ___, lineId, ...facts } = event
      const line = { id: lineId, ...facts, configuration: null, discount: null, availability: null }
      return { lines: [...quote.lines, line], ...repriceAfter(quote, 'LINE_ADDED') }
    }
    case 'QuoteLineConfigured':
      return {
        lines: withLine(quote, event.lineId, {
          quantity: event.quantity,
          catalogVersion: event.catalogVersion,
          offeringVersion: event.offeringVersion,
          configuration: {
            id: event.configurationId,
            status: event.configurationStatus,
            hash: event.configurationHash,
            asOf: event.asOf,
          },
        }),
        ...repriceAfter(quote, 'LINE_CONFIGURED'),
      }
    case 'QuoteLineRemoved':
      return {
        lines: quote.lines.filter(({ id }) => id !== event.lineId),
        ...repriceAfter(quote, 'LINE_REMOVED'),
      }
    case 'QuoteLineDiscounted': {
      const { basisPoints, reason, by, authorityBasisPoints, authorityVersion } = event
      const discount =
        basisPoints === 0 ? null : { basisPoints, reason, by, authorityBasisPoints, authorityVersion }
      return { lines: withLine(quote, event.lineId, { discount }), ...repriceAfter(quote, 'LINE_DISCOUNTED') }
    }
    case 'QuoteTermChanged':
      return { termMonths: event.termMonths, ...repriceAfter(quote, 'TERM_CHANGED') }
    case 'QuotePriced': {
      const { type: _, quoteId: __, revision: ___, priceResultId, customerSnapshot, ...facts } = event
      return {
        price: { resultId: priceResultId, ...facts, staleBecause: null },
        customerSnapshot,
        validUntil: facts.validUntil,
      }
    }
    case 'QuotePriceStaled':
      return { price: quote.price && { ...quote.price, staleBecause: earlyMarkOf(event.reasons) } }
    case 'QuoteSubmitted':
      return {
        state: 'SUBMITTED',
        // Its owner has just said that it holds, whatever an event had marked before.
        price: quote.price && { ...quote.price, staleBecause: null },
        submittedBy: event.submittedBy,
        validUntil: event.validUntil,
        customerSnapshot: event.customerSnapshot,
        lines: quote.lines.map((line) => {
          const found = event.availability.find(({ lineId }) => lineId === line.id)
          if (!found) return line
          const { lineId: _, ...availability } = found
          return { ...line, availability }
        }),
      }
    case 'QuoteApproved':
      return {
        state: 'APPROVED',
        approval: {
          id: event.approvalId,
          outcome: 'APPROVED',
          revision: event.revision,
          priceHash: event.priceHash,
        },
      }
    case 'QuoteRejected':
      return {
        state: 'REJECTED',
        approval: { id: event.approvalId, outcome: 'REJECTED', revision: event.revision, priceHash: null },
      }
    case 'QuoteRevised':
      return {
        state: 'DRAFT',
        revision: event.revision,
        approval: null,
        submittedBy: null,
        lines: quote.lines.map((line) => ({
          ...line,
          availability: line.availability && { ...line.availability, state: 'STALE' as const },
        })),
        ...repriceAfter(quote, 'REVISED'),
      }
    case 'QuoteAccepted':
      return {
        state: 'ACCEPTED',
        customerSnapshot: event.customerSnapshot,
        acceptance: {
          id: event.acceptanceId,
          revision: event.revision,
          by: event.acceptedBy,
          at,
          priceHash: event.priceHash,
          evidenceHash: event.evidenceHash,
        },
      }
    case 'QuoteExpiring':
      return {}
    case 'QuoteExpired':
      return { state: 'EXPIRED' }
    case 'QuoteCancelled':
      return { state: 'CANCELLED' }
  }
}

/** Any change of what was priced makes the price a former one: it stays visible and commits nobody (PRC-08). */
const repriceAfter = (quote: Quote, staleBecause: string): Pick<Quote, 'price' | 'validUntil'> => ({
  price: quote.price && { ...quote.price, staleBecause },
  validUntil: null,
})

const withLine = (quote: Quote, lineId: string, over: Partial<QuoteLine>): QuoteLine[] =>
  quote.lines.map((line) => (line.id === lineId ? { ...line, ...over } : line))
