import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { OfferingFacts } from '../evaluate.ts'

const document = `query ConstraintsOfOffering($offeringId: ID!, $businessDate: Date!) {
  offeringSnapshot(offeringId: $offeringId, businessDate: $businessDate) {
    offeringId offeringVersion catalogVersion publicationHash constraintSetHash orderable
    reasons { code message }
    characteristics {
      name valueType minCardinality maxCardinality configurable
      values { value valueFrom valueTo rangeInterval isDefault }
    }
    rules { scope kind subject target targetOfferingId }
  }
}`

const shape = z.object({
  offeringSnapshot: z
    .object({
      offeringId: z.string(),
      offeringVersion: z.string(),
      catalogVersion: z.string(),
      publicationHash: z.string(),
      constraintSetHash: z.string(),
      orderable: z.boolean(),
      reasons: z.array(z.object({ code: z.string(), message: z.string() })),
      characteristics: z.array(
        z.object({
          name: z.string(),
          valueType: z.string(),
          minCardinality: z.int(),
          maxCardinality: z.int().nullable(),
          configurable: z.boolean(),
          values: z.array(
            z.object({
              value: z.string().nullable(),
              valueFrom: z.string().nullable(),
              valueTo: z.string().nullable(),
              rangeInterval: z.string().nullable(),
              isDefault: z.boolean(),
            }),
          ),
        }),
      ),
      rules: z.array(
        z.object({
          scope: z.string(),
          kind: z.string(),
          subject: z.string().nullable(),
          target: z.string(),
          targetOfferingId: z.string().nullable(),
        }),
      ),
    })
    .nullable(),
})

/** What the catalog in force says of an offering on a day; null where it has none of that id. */
export async function offeringFacts(
  ports: Ports,
  offeringId: string,
  businessDate: string,
): Promise<OfferingFacts | null> {
  const { offeringSnapshot } = await ports.query('catalog', document, { offeringId, businessDate }, shape)

  return offeringSnapshot
}
