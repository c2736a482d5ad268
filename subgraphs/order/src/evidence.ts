import { z } from 'zod'

/** What other contexts say of a quote that is to become an order, as they say it. Pure shapes, no calls. */

const money = z.object({ amount: z.string(), currency: z.string() })

export const quoteEvidence = z.object({
  quoteId: z.string(),
  number: z.string(),
  state: z.string(),
  revision: z.int(),
  version: z.int(),
  tenantId: z.string(),
  ownerId: z.string(),
  currency: z.string(),
  termMonths: z.int(),
  validUntil: z.string().nullable(),
  customerId: z.string(),
  customerSnapshotHash: z.string(),
  acceptanceId: z.string().nullable(),
  acceptedRevision: z.int().nullable(),
  acceptedBy: z.string().nullable(),
  acceptedAt: z.string().nullable(),
  acceptanceEvidenceHash: z.string().nullable(),
  acceptedPriceHash: z.string().nullable(),
  priceResultId: z.string().nullable(),
  priceHash: z.string().nullable(),
  contractValue: money.nullable(),
  approvalId: z.string().nullable(),
  lines: z.array(
    z.object({
      lineId: z.string(),
      action: z.string(),
      offeringId: z.string(),
      offeringVersion: z.string(),
      offeringName: z.string(),
      specificationId: z.string().nullable(),
      catalogVersion: z.string(),
      publicationHash: z.string(),
      quantity: z.int(),
      siteId: z.string().nullable(),
      configurationId: z.string().nullable(),
      configurationHash: z.string().nullable(),
      availabilityEvidenceId: z.string().nullable(),
      availabilityState: z.string(),
    }),
  ),
})

export const approvalEvidence = z.object({
  approvalId: z.string(),
  revision: z.int(),
  priceHash: z.string(),
  state: z.string(),
  decidedBy: z.string().nullable(),
  hash: z.string(),
  asOf: z.string(),
})

export const priceEvidence = z.object({
  id: z.string(),
  priceHash: z.string(),
  currency: z.string(),
  lines: z.array(
    z.object({
      lineId: z.string(),
      quantity: z.int(),
      oneTime: money,
      recurring: z.array(z.object({ period: z.string(), periodLength: z.int(), amount: money })),
      contractValue: money,
    }),
  ),
})

export const configurationEvidence = z.object({
  id: z.string(),
  status: z.string(),
  hash: z.string(),
  selections: z.array(z.object({ name: z.string(), value: z.string() })),
})

export const offeringEvidence = z.object({
  offeringId: z.string(),
  offeringVersion: z.string(),
  catalogVersion: z.string(),
  publicationHash: z.string(),
  name: z.string(),
  specificationId: z.string().nullable(),
  decision: z.string(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })),
  decomposition: z.array(
    z.object({ capability: z.string(), responsibleSystem: z.string(), dependsOn: z.array(z.string()) }),
  ),
})

export const customerEvidence = z.object({
  id: z.string(),
  version: z.int(),
  segment: z.string(),
  status: z.string(),
  snapshotHash: z.string(),
  sites: z.array(z.object({ id: z.string(), verified: z.boolean() })),
})

export type QuoteEvidence = z.infer<typeof quoteEvidence>
export type QuoteLineEvidence = QuoteEvidence['lines'][number]
export type ApprovalEvidence = z.infer<typeof approvalEvidence>
export type PriceEvidence = z.infer<typeof priceEvidence>
export type ConfigurationEvidence = z.infer<typeof configurationEvidence>
export type OfferingEvidence = z.infer<typeof offeringEvidence>
export type CustomerEvidence = z.infer<typeof customerEvidence>
