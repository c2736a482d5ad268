/** What is asked to be priced (PRC-06); tenant and correlation stand in the call itself. */
export type PriceRequest = {
  readonly quoteId: string
  readonly revision: number
  readonly customerSnapshot: {
    readonly customerId: string
    readonly version: number
    readonly hash: string
    readonly segment: string
  }
  readonly lines: readonly RequestedLine[]
  readonly termMonths: number
  readonly currency: string
  readonly channel: string
}

export type RequestedLine = {
  readonly lineId: string
  readonly offeringId: string
  readonly configurationId: string
  readonly configurationHash: string
  readonly quantity: number
  readonly discount?: ManualDiscount | null
}

/** A discount somebody asked for, with how far that person may decide alone (PRC-05). */
export type ManualDiscount = {
  readonly basisPoints: number
  readonly reason: string
  readonly by: string
  readonly authorityBasisPoints: number
  readonly authorityVersion: string
}

/** An offering as the catalog says it is, on one business day. */
export type PricedOffering = {
  readonly offeringId: string
  readonly offeringVersion: string
  readonly catalogVersion: string
  readonly orderable: boolean
  readonly reasons: readonly string[]
  readonly validUntil: string | null
  readonly prices: readonly CatalogPrice[]
}

export type CatalogPrice = {
  readonly id: string
  readonly version: string
  readonly priceType: string
  readonly period: string | null
  readonly periodLength: number | null
  readonly amount: string
  readonly currency: string
}

/** How the tenant prices, in one version. */
export type PricingPolicy = {
  readonly version: string
  readonly maximumDiscountBasisPoints: number
  readonly validityDays: number
}

/** What holds for a tenant that has published nothing of its own. */
export const standardPolicy: PricingPolicy = {
  version: 'standard-1',
  maximumDiscountBasisPoints: 5000,
  validityDays: 30,
}
