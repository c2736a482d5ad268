import type { CustomerEvidence, OfferingEvidence, QuoteEvidence } from '../evidence.ts'

/** How grave a finding is (CAP-35). PASSED says that the question was asked and answered well. */
export type CheckSeverity = 'PASSED' | 'WARNING' | 'MANUAL_REVIEW' | 'EXTERNAL_PENDING' | 'BLOCKER'

/** One answered question, kept with the order (CAP-34). */
export type Check = {
  readonly dimension: string
  readonly code: string
  readonly severity: CheckSeverity
  readonly message: string
  readonly target: string
}

/** What an owner said, or that it could not be asked. */
export type Asked<Evidence> =
  | { readonly answered: true; readonly evidence: Evidence }
  | { readonly answered: false }

export type ValidationEvidence = {
  readonly order: {
    readonly sourceQuoteRevision: number
    readonly acceptanceId: string
    readonly lines: readonly {
      readonly lineId: string
      readonly offeringId: string
      readonly siteId: string | null
    }[]
    /** Frozen rules by line. */
    readonly rules: Readonly<Record<string, number>>
    /** Numbers of other orders, not ended, that carry the same quote lines. */
    readonly rivals: readonly string[]
  }
  readonly quote: Asked<QuoteEvidence | null>
  readonly customer: Asked<CustomerEvidence | null>
  readonly offerings: Asked<readonly OfferingEvidence[]>
}

/** A named dimension: what can be said about it now. */
export type ValidationRule = (evidence: ValidationEvidence) => readonly Check[]

const check =
  (dimension: string, target: string) =>
  (severity: CheckSeverity, code: string, message: string, at = target): Check => ({
    dimension,
    code,
    severity,
    message,
    target: at,
  })

const notAsked = (dimension: string, target: string, whom: string): Check[] => [
  check(dimension, target)('EXTERNAL_PENDING', 'NOT_ANSWERED', `The ${whom} context has not answered yet.`),
]

const sourceQuote: ValidationRule = ({ order, quote }) => {
  const say = check('SOURCE_QUOTE', 'order.sourceQuote')
  if (!quote.answered) return notAsked('SOURCE_QUOTE', 'order.sourceQuote', 'quote')
  if (quote.evidence === null)
    return [say('BLOCKER', 'SOURCE_QUOTE_MISSING', 'The source quote does not exist.')]

  return quote.evidence.revision === order.sourceQuoteRevision
    ? [say('PASSED', 'SOURCE_QUOTE_CURRENT', 'The accepted revision stands.')]
    : [say('BLOCKER', 'SOURCE_QUOTE_REVISED', 'Another revision of the quote stands than the one accepted.')]
}

const acceptance: ValidationRule = ({ order, quote }) => {
  const say = check('ACCEPTANCE', 'order.acceptance')
  if (!quote.answered) return notAsked('ACCEPTANCE', 'order.acceptance', 'quote')

  return quote.evidence?.acceptanceId === order.acceptanceId
    ? [say('PASSED', 'ACCEPTANCE_STANDS', 'The acceptance stands.')]
    : [say('BLOCKER', 'ACCEPTANCE_MISSING', 'The quote does not know this acceptance.')]
}

const customerActive: ValidationRule = ({ customer }) => {
  const say = check('CUSTOMER', 'order.customer')
  if (!customer.answered) return notAsked('CUSTOMER', 'order.customer', 'customer')

  switch (customer.evidence?.status) {
    case 'ACTIVE':
      return [say('PASSED', 'CUSTOMER_ACTIVE', 'The customer is active.')]
    case 'SUSPENDED':
      return [
        say('MANUAL_REVIEW', 'CUSTOMER_SUSPENDED', 'The customer is suspended; a person has to decide.'),
      ]
    case 'CLOSED':
      return [say('BLOCKER', 'CUSTOMER_CLOSED', 'The customer is closed.')]
    default:
      return [
        say('BLOCKER', 'CUSTOMER_UNKNOWN', 'There is no such customer, or its status means nothing here.'),
      ]
  }
}

const serviceLocation: ValidationRule = ({ order, customer }) => {
  if (!customer.answered) return []

  return order.lines.flatMap((line) => {
    if (line.siteId === null) return []
    const say = check('SERVICE_LOCATION', `order.lines.${line.lineId}.site`)
    const site = customer.evidence?.sites.find((one) => one.id === line.siteId)
    if (site === undefined) return [say('BLOCKER', 'SITE_UNKNOWN', 'The customer has no such site.')]

    return site.verified
      ? [say('PASSED', 'SITE_VERIFIED', 'The address is verified.')]
      : [
          say(
            'WARNING',
            'INSTALLATION_ADDRESS_UNVERIFIED',
            'The address is not verified; a person can do it later.',
          ),
        ]
  })
}

const orderable: ValidationRule = ({ order, offerings }) => {
  if (!offerings.answered) return notAsked('ORDERABLE', 'order.lines', 'catalog')

  return order.lines.map((line) => {
    const say = check('ORDERABLE', `order.lines.${line.lineId}.offering`)
    const offering = offerings.evidence.find((one) => one.offeringId === line.offeringId)
    if (offering?.decision === 'ORDERABLE') return say('PASSED', 'OFFERING_ORDERABLE', 'It can be ordered.')
    if (offering?.decision === 'GRANDFATHERED') {
      return say('WARNING', 'OFFERING_GRANDFATHERED', 'It is not sold any more; what was accepted is kept.')
    }

    return say('BLOCKER', 'OFFERING_NOT_ORDERABLE', 'It cannot be ordered any more.')
  })
}

// Whether there is stock for certain is answered by the reservation, which is a step of the plan: what was seen
// when the quote was submitted only warns.
const availability: ValidationRule = ({ quote }) => {
  if (!quote.answered || quote.evidence === null) return []

  return quote.evidence.lines.map((line) => {
    const say = check('INVENTORY', `quote.lines.${line.lineId}.availability`)

    return line.availabilityState === 'AVAILABLE'
      ? say('PASSED', 'STOCK_SEEN', 'There was stock when the quote was submitted.')
      : say(
          'WARNING',
          'STOCK_NOT_ASSURED',
          `Availability is ${line.availabilityState}; the reservation decides.`,
        )
  })
}

// A line without rules is told here and stops at decomposition, which opens the case (DEC-07).
const fulfillmentData: ValidationRule = ({ order }) =>
  order.lines.map((line) => {
    const say = check('FULFILLMENT_DATA', `order.lines.${line.lineId}`)

    return (order.rules[line.lineId] ?? 0) > 0
      ? say('PASSED', 'FULFILLMENT_RULES_KNOWN', 'It is known how the line is carried out.')
      : say('WARNING', 'FULFILLMENT_RULES_MISSING', 'No rule says how the line is carried out.')
  })

const noDuplicate: ValidationRule = ({ order }) => {
  const say = check('DUPLICATE', 'order')

  return order.rivals.length === 0
    ? [say('PASSED', 'NO_DUPLICATE', 'No other order carries these quote lines.')]
    : [say('BLOCKER', 'DUPLICATE_ORDER', `The same quote lines stand in ${order.rivals.join(', ')}.`)]
}

/**
 * Can and may we carry the order out now? The dimensions of CAP-33 whose owners exist. Billing account, contract
 * prerequisites and KYC have no context yet, so that nothing is claimed about them.
 */
export const validationRules: Readonly<Record<string, ValidationRule>> = {
  sourceQuote,
  acceptance,
  customerActive,
  serviceLocation,
  orderable,
  availability,
  fulfillmentData,
  noDuplicate,
}

/** Every question with its answer. */
export const checksOf = (evidence: ValidationEvidence): Check[] =>
  Object.values(validationRules).flatMap((rule) => rule(evidence))
