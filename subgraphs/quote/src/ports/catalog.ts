import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { OfferingEvidence } from '../quote.evidence.ts'

const document = `query OfferingToQuote($offeringId: ID!, $businessDate: Date!) {
  offeringSnapshot(offeringId: $offeringId, businessDate: $businessDate) {
    offeringId offeringVersion name specificationId catalogVersion publicationHash orderable reasons { message }
  }
}`

const shape = z.object({
  offeringSnapshot: z
    .object({
      offeringId: z.string(),
      offeringVersion: z.string(),
      name: z.string(),
      specificationId: z.string().nullable(),
      catalogVersion: z.string(),
      publicationHash: z.string(),
      orderable: z.boolean(),
      reasons: z.array(z.object({ message: z.string() })),
    })
    .nullable(),
})

/** The offering as the catalog has it on a business day; null when it has none. */
export async function offeringToQuote(
  ports: Ports,
  offeringId: string,
  businessDate: string,
): Promise<OfferingEvidence | null> {
  const { offeringSnapshot } = await ports.query('catalog', document, { offeringId, businessDate }, shape)

  return (
    offeringSnapshot && {
      ...offeringSnapshot,
      reasons: offeringSnapshot.reasons.map(({ message }) => message),
    }
  )
}
