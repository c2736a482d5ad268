import type { PriceResultEvent } from '@pactwork/contracts/events/pricing'
import { accept, isRejected, reject, type Decision, type Rejected } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import { decimal } from '@pactwork/kernel/money'
import { componentsOf, type PriceComponent } from './calculation.ts'
import { lastDay } from './calendar.ts'
import {
  aboveMaximum,
  approvalTriggers,
  discountOutcomes,
  type ApprovalTrigger,
  type DiscountOutcome,
} from './discount.rules.ts'
import { inputHashOf, priceFacts, ruleVersion, type PriceFacts } from './price-facts.ts'
import type {
  CatalogPrice,
  PricedOffering,
  PriceRequest,
  PricingPolicy,
  RequestedLine,
} from './price-input.ts'
import { amountsOf, isChargeablePeriod, totalsOf, type Amounts, type PriceTotals } from './totals.ts'

/** Everything that may influence a price; nothing else does. */
export type PriceInput = {
  readonly request: PriceRequest
  readonly offerings: readonly PricedOffering[]
  readonly policy: PricingPolicy
  readonly businessDate: string
}

export type PriceLine = Amounts & {
  readonly lineId: string
  readonly offeringId: string
  readonly quantity: number
}

/** The body of a price result: immutable, hashed, complete (PRC-01, PRC-07). */
export type PriceCalculation = {
  readonly schemaVersion: 1
  readonly facts: PriceFacts
  readonly lines: readonly PriceLine[]
  readonly components: readonly PriceComponent[]
  readonly totals: PriceTotals
  readonly discountOutcomes: readonly DiscountOutcome[]
  readonly approvalTriggers: readonly ApprovalTrigger[]
  readonly priceBookVersion: string
  readonly ruleVersion: string
  readonly policyVersion: string
  readonly validFrom: string
  readonly validUntil: string
  readonly inputHash: string
  readonly traceHash: string
  readonly priceHash: string
}

export type Priced = { readonly kind: 'priced'; readonly price: PriceCalculation }

/** The price of a request, or the rule that forbids one. A function of its input alone: same input, same hashes. */
export function calculate(input: PriceInput): Priced | Rejected {
  const { request, offerings, policy, businessDate } = input
  if (request.lines.length === 0) return reject('PRICE_HAS_NO_LINES')
  const refused = aboveMaximum(request, policy)
  if (refused) return refused

  const priced: PriceComponent[][] = []
  for (const line of request.lines) {
    const components = priceLine(line, offerings, request.currency)
    if (!Array.isArray(components)) return components
    priced.push(components)
  }

  const components = priced.flat()
  const outcomes = discountOutcomes(request)
  const facts = priceFacts(request, { offerings, segment: request.customerSnapshot.segment, policy })
  const body = {
    schemaVersion: 1 as const,
    facts,
    lines: request.lines.map((line, index) => ({
      lineId: line.lineId,
      offeringId: line.offeringId,
      quantity: line.quantity,
      ...amountsOf(priced[index] ?? [], request.termMonths, request.currency),
    })),
    components,
    totals: totalsOf(components, {
      termMonths: request.termMonths,
      currency: request.currency,
      discountBasisPoints: Math.max(0, ...outcomes.map(({ basisPoints }) => basisPoints)),
    }),
    discountOutcomes: outcomes,
    approvalTriggers: approvalTriggers(outcomes),
    priceBookVersion: offerings[0]?.catalogVersion ?? '',
    ruleVersion,
    policyVersion: policy.version,
    validFrom: businessDate,
    validUntil: earliest([
      lastDay(businessDate, policy.validityDays),
      ...usedOfferings(request, offerings).map(({ validUntil }) => validUntil),
    ]),
    inputHash: inputHashOf(facts),
    traceHash: hashOf(components),
  }

  return { kind: 'priced', price: { ...body, priceHash: hashOf(body) } }
}

/** Decides a new, immutable price result: the fact that it exists, bound to its hashes. */
export function recordPrice(
  _: undefined,
  { id, request, calculation }: { id: string; request: PriceRequest; calculation: Priced | Rejected },
): Decision<PriceResultEvent> {
  if (isRejected(calculation)) return calculation
  const { priceHash, inputHash, traceHash, priceBookVersion, policyVersion, totals, validUntil } =
    calculation.price

  return accept({
    type: 'PriceCalculated',
    priceResultId: id,
    quoteId: request.quoteId,
    revision: request.revision,
    priceHash,
    inputHash,
    traceHash,
    priceBookVersion,
    policyVersion,
    currency: request.currency,
    contractValueMinor: Number(totals.contractValueMinor),
    discountBasisPoints: totals.discountBasisPoints,
    validUntil,
  })
}

function priceLine(
  line: RequestedLine,
  offerings: readonly PricedOffering[],
  currency: string,
): PriceComponent[] | Rejected {
  const offering = offerings.find(({ offeringId }) => offeringId === line.offeringId)
  if (!offering?.orderable)
    return reject('OFFERING_NOT_PRICEABLE', {
      lineId: line.lineId,
      reasons: offering?.reasons ?? ['UNKNOWN'],
    })

  const prices = offering.prices.filter((price) => price.currency === currency)
  if (prices.length === 0) return reject('PRICE_MISSING', { lineId: line.lineId, currency })

  return (
    prices.map(unusable).find((one) => one !== undefined) ??
    prices.flatMap((price) => componentsOf(line, price))
  )
}

function unusable({ id, amount, priceType, period }: CatalogPrice): Rejected | undefined {
  if (decimal(amount).isNegative()) return reject('PRICE_NEGATIVE', { priceId: id })
  if (priceType === 'RECURRING' && !isChargeablePeriod(period))
    return reject('PRICE_PERIOD_UNKNOWN', { priceId: id, period: period ?? 'no period' })

  return undefined
}

const usedOfferings = (request: PriceRequest, offerings: readonly PricedOffering[]): PricedOffering[] =>
  offerings.filter(({ offeringId }) => request.lines.some((line) => line.offeringId === offeringId))

const earliest = (days: readonly (string | null)[]): string =>
  days.filter((day) => day !== null).toSorted()[0] ?? ''
