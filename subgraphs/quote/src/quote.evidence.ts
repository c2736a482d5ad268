import type { CustomerSnapshot, LineAvailability } from './quote.ts'

/** What catalog says of an offering that is to become a line. */
export type OfferingEvidence = {
  readonly offeringId: string
  readonly offeringVersion: string
  readonly name: string
  readonly specificationId: string | null
  readonly catalogVersion: string
  readonly publicationHash: string
  readonly orderable: boolean
  readonly reasons: readonly string[]
}

/** What customer says, with the sites a line may name. */
export type CustomerEvidence = CustomerSnapshot & { readonly siteIds: readonly string[] }

/** What configuration says of a line. */
export type ConfigurationEvidence = {
  readonly lineId: string
  readonly configurationId: string
  readonly status: 'VALID' | 'INVALID'
  readonly hash: string
  readonly catalogVersion: string
  readonly offeringVersion: string
  readonly asOf: string
}

/** What pricing says when it recomputes the facts of a result now (M35). */
export type FreshnessEvidence = {
  readonly priceHash: string
  readonly inputHash: string
  readonly fresh: boolean
  readonly reasons: readonly {
    readonly fact: string
    readonly was: string | null
    readonly is: string | null
  }[]
  readonly asOf: string
}

/** What approval says of one revision. */
export type ApprovalEvidence = {
  readonly approvalId: string
  readonly revision: number
  readonly priceHash: string
  readonly state: string
  readonly hash: string
  readonly asOf: string
}

export type AvailabilityEvidence = LineAvailability & { readonly lineId: string }

/** Everything a submission rests on, asked of its owners just before (M6). */
export type SubmissionEvidence = {
  /** The version of the quote the questions were about. */
  readonly quoteVersion: number
  readonly customer: CustomerEvidence | null
  readonly price: FreshnessEvidence | null
  readonly configurations: readonly ConfigurationEvidence[]
  readonly availability: readonly AvailabilityEvidence[]
}

/** Everything an acceptance rests on, asked of its owners just before (M6). */
export type AcceptanceEvidence = {
  readonly quoteVersion: number
  readonly customer: CustomerEvidence | null
  readonly price: FreshnessEvidence | null
  readonly approval: ApprovalEvidence | null
}
