import { reject, type Rejected, type Violation } from '@pactwork/kernel/decision'
import type {
  ApprovalEvidence,
  AvailabilityEvidence,
  ConfigurationEvidence,
  CustomerEvidence,
  FreshnessEvidence,
} from './quote.evidence.ts'
import { isEarlyMark } from './stale-marks.ts'
import { nextState, type QuoteCommand } from './quote-state.ts'
import type { AvailabilityState, Quote } from './quote.ts'

/** A rule says why not, or nothing. */
type Rule = Rejected | undefined

/** The first rule that says no. */
export const firstOf = (...rules: Rule[]): Rule => rules.find((rule) => rule !== undefined)

/** Which answers of inventory keep a quote from being submitted. An unknown one is shown, and does not. */
export const availabilityPolicy: { readonly blocksSubmission: readonly AvailabilityState[] } = {
  blocksSubmission: ['UNAVAILABLE'],
}

/** The state takes the command, by the transition table. */
export function admits(quote: Quote, command: QuoteCommand): Rule {
  if (nextState(quote.state, command)) return undefined
  if (nextState('DRAFT', command) === 'DRAFT' || command === 'submitQuote')
    return reject('QUOTE_NOT_DRAFT', { state: quote.state })

  return reject('QUOTE_TRANSITION_NOT_ALLOWED', { state: quote.state, command })
}

/** The evidence is about the quote as it is, not as it was when others were asked. */
export const askedAboutThis = (quote: Quote, quoteVersion: number): Rule =>
  quote.version === quoteVersion ? undefined : reject('QUOTE_CHANGED_MEANWHILE')

export function customerIsActive(customer: CustomerEvidence | null, customerId: string): Rule {
  if (!customer) return reject('CUSTOMER_UNKNOWN')
  if (customer.customerId !== customerId) return reject('CUSTOMER_CHANGED')

  return customer.status === 'ACTIVE' ? undefined : reject('CUSTOMER_NOT_ACTIVE', { status: customer.status })
}

/** Every line has a configuration that its owner still calls valid, with the hash that was priced (CFG-03). */
export function allConfigured(quote: Quote, evidence?: readonly ConfigurationEvidence[]): Rule {
  const open = quote.lines.filter((line) => {
    if (line.configuration?.status !== 'VALID') return true
    if (!evidence) return false
    const now = evidence.find(({ lineId }) => lineId === line.id)

    return now?.status !== 'VALID' || now.hash !== line.configuration.hash
  })
  if (open.length === 0) return undefined

  return reject('CONFIGURATION_NOT_VALID', { lines: open.map(({ offeringName }) => offeringName).join(', ') })
}

/**
 * The quote refers to a price of exactly what it has now, and that price's owner says it still holds (QUO-05). A
 * mark that an event set early does not count here: the owner is asked now (M6).
 */
export function priceHolds(quote: Quote, now: FreshnessEvidence | null): Rule {
  if (!quote.price) return reject('PRICE_MISSING_ON_QUOTE')
  if (quote.price.staleBecause && !isEarlyMark(quote.price.staleBecause))
    return stale([{ fact: 'quote', was: null, is: quote.price.staleBecause }])
  if (!now || now.priceHash !== quote.price.priceHash)
    return stale([{ fact: 'priceHash', was: quote.price.priceHash, is: now?.priceHash ?? null }])

  return now.fresh ? undefined : stale(now.reasons)
}

/** Whatever inventory answered is kept; the policy says which answers block (QUO-13, QUO-14). */
export function availabilityAllows(quote: Quote, evidence: readonly AvailabilityEvidence[]): Rule {
  const blocked = quote.lines.filter((line) => {
    const state = evidence.find(({ lineId }) => lineId === line.id)?.state ?? 'NOT_CHECKED'
    return availabilityPolicy.blocksSubmission.includes(state)
  })
  if (blocked.length === 0) return undefined

  return reject('AVAILABILITY_BLOCKS', { lines: blocked.map(({ offeringName }) => offeringName).join(', ') })
}

/** Approval covers this revision at this price, says its owner (QUO-06, APR-03). */
export function approvalHolds(quote: Quote, now: ApprovalEvidence | null): Rule {
  const because =
    now === null
      ? 'there is none'
      : now.state !== 'APPROVED'
        ? `it is ${now.state}`
        : now.revision !== quote.revision
          ? `it covers revision ${now.revision}`
          : now.priceHash !== quote.price?.priceHash
            ? 'it covers another price'
            : undefined

  return because ? reject('APPROVAL_STALE', { because }) : undefined
}

export const isPastValidity = (quote: Quote, businessDate: string): boolean =>
  quote.validUntil !== null && businessDate > quote.validUntil

function stale(reasons: FreshnessEvidence['reasons']): Rejected {
  const violations = reasons.map(({ fact, was, is }): Violation => ({
    code: 'FACT_CHANGED',
    path: fact,
    message: `${fact} was ${was ?? 'not there'} and is ${is ?? 'gone'}.`,
    severity: 'BLOCKER',
  }))

  return reject(
    'PRICE_STALE',
    { because: reasons.map(({ fact }) => fact).join(', ') || 'its facts changed' },
    violations,
  )
}
