import { hashOf } from '@pactwork/kernel/hash'
import type { PricedOffering, PriceRequest, PricingPolicy } from './price-input.ts'

/** The version of the calculation rules in `calculation.ts`; it grows when they change. */
export const ruleVersion = 'component-half-up.1'

/**
 * Exactly the facts a price rests on (M35). What is not named here cannot make a price stale: a republish
 * that leaves these as they are stales nothing.
 */
export type PriceFacts = {
  readonly schemaVersion: 1
  readonly currency: string
  readonly termMonths: number
  readonly channel: string
  readonly segment: string
  readonly policyVersion: string
  readonly ruleVersion: string
  readonly lines: Readonly<Record<string, LineFacts>>
}

type LineFacts = {
  readonly offeringId: string
  readonly offeringVersion: string | null
  readonly orderable: boolean
  readonly configurationHash: string
  readonly quantity: number
  readonly discount: {
    readonly basisPoints: number
    readonly by: string
    readonly authorityVersion: string
  } | null
  readonly prices: Readonly<Record<string, ComponentFacts>>
}

type ComponentFacts = {
  readonly version: string
  readonly priceType: string
  readonly period: string | null
  readonly periodLength: number | null
  readonly amount: string
}

/** The facts of a request as catalog, customer and policy have them at the moment they are asked. */
export function priceFacts(
  request: PriceRequest,
  known: { offerings: readonly PricedOffering[]; segment: string; policy: PricingPolicy },
): PriceFacts {
  const lines = request.lines.map((line) => {
    const offering = known.offerings.find(({ offeringId }) => offeringId === line.offeringId)
    const facts: LineFacts = {
      offeringId: line.offeringId,
      offeringVersion: offering?.offeringVersion ?? null,
      orderable: offering?.orderable ?? false,
      configurationHash: line.configurationHash,
      quantity: line.quantity,
      discount: line.discount
        ? {
            basisPoints: line.discount.basisPoints,
            by: line.discount.by,
            authorityVersion: line.discount.authorityVersion,
          }
        : null,
      prices: componentFacts(offering, request.currency),
    }

    return [line.lineId, facts] as const
  })

  return {
    schemaVersion: 1,
    currency: request.currency,
    termMonths: request.termMonths,
    channel: request.channel,
    segment: known.segment,
    policyVersion: known.policy.version,
    ruleVersion,
    lines: Object.fromEntries(lines),
  }
}

/** The deterministic input hash (PRC-07): equal facts, equal hash, whatever order they came in. */
export const inputHashOf = (facts: PriceFacts): string => hashOf(facts)

function componentFacts(offering: PricedOffering | undefined, currency: string): LineFacts['prices'] {
  const prices = offering?.prices.filter((price) => price.currency === currency) ?? []

  return Object.fromEntries(
    prices.map(({ id, version, priceType, period, periodLength, amount }) => [
      id,
      { version, priceType, period, periodLength, amount },
    ]),
  )
}
