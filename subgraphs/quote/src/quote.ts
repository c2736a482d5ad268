import type { Money } from '@pactwork/kernel/money'
import type { QuoteState } from './quote-state.ts'

/** What we offer a customer, one revision at a time. */
export type Quote = {
  readonly id: string
  readonly version: number
  readonly number: string
  readonly state: QuoteState
  readonly revision: number
  readonly customerId: string
  readonly customerSnapshot: CustomerSnapshot
  readonly ownerId: string
  readonly currency: string
  readonly termMonths: number
  readonly channel: string
  readonly lines: readonly QuoteLine[]
  readonly price: QuotePrice | null
  readonly approval: QuoteApproval | null
  readonly acceptance: QuoteAcceptance | null
  readonly submittedBy: string | null
  readonly validUntil: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type QuoteLine = {
  readonly id: string
  readonly action: 'ADD'
  readonly offeringId: string
  readonly offeringVersion: string
  readonly offeringName: string
  readonly specificationId: string | null
  readonly catalogVersion: string
  readonly publicationHash: string
  readonly quantity: number
  readonly siteId: string | null
  readonly configuration: LineConfiguration | null
  readonly discount: LineDiscount | null
  readonly availability: LineAvailability | null
}

/** A reference to a judged configuration; the choices themselves stay with `configuration`. */
export type LineConfiguration = {
  readonly id: string
  readonly status: 'VALID' | 'INVALID'
  readonly hash: string
  readonly asOf: string
}

export type LineDiscount = {
  readonly basisPoints: number
  readonly reason: string
  readonly by: string
  readonly authorityBasisPoints: number
  readonly authorityVersion: string
}

export type AvailabilityState =
  | 'NOT_CHECKED'
  | 'AVAILABLE'
  | 'PARTIALLY_AVAILABLE'
  | 'UNAVAILABLE'
  | 'STALE'
  | 'UNKNOWN'

/** A reference to inventory's evidence, never its answer (QUO-13). */
export type LineAvailability = {
  readonly state: AvailabilityState
  readonly evidenceId: string | null
  readonly hash: string | null
  readonly asOf: string
}

/** The customer as quote saw it when it asked (QUO-10). */
export type CustomerSnapshot = {
  readonly customerId: string
  readonly version: number
  readonly hash: string
  readonly segment: string
  readonly status: string
  readonly asOf: string
}

/** The immutable price result the revision refers to, and whether the quote has changed since. */
export type QuotePrice = {
  readonly resultId: string
  readonly priceHash: string
  readonly inputHash: string
  readonly traceHash: string
  readonly priceBookVersion: string
  readonly policyVersion: string
  readonly oneTime: Money
  readonly contractValue: Money
  readonly contractValueMinor: number
  readonly discount: Money
  readonly discountBasisPoints: number
  readonly approvalTriggers: readonly string[]
  readonly validUntil: string
  readonly asOf: string
  readonly staleBecause: string | null
}

export type QuoteApproval = {
  readonly id: string
  readonly outcome: 'APPROVED' | 'REJECTED'
  readonly revision: number
  readonly priceHash: string | null
}

export type QuoteAcceptance = {
  readonly id: string
  readonly revision: number
  readonly by: string
  readonly at: Date
  readonly priceHash: string
  readonly evidenceHash: string
}

/** How many lines one quote may have: its events, evidence calls and price stay bounded. */
export const lineLimit = 200
