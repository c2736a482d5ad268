import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { PricedOffering } from '../price-input.ts'

const document = `query OfferingsToPrice($ids: [ID!]!, $businessDate: Date!) {
  offeringSnapshots(ids: $ids, businessDate: $businessDate) {
    offeringId offeringVersion catalogVersion orderable validUntil
    reasons { message }
    prices { id version priceType period periodLength amount currency }
  }
}`

const shape = z.object({
  offeringSnapshots: z.array(
    z
      .object({
        offeringId: z.string(),
        offeringVersion: z.string(),
        catalogVersion: z.string(),
        orderable: z.boolean(),
        validUntil: z.iso.date().nullable(),
        reasons: z.array(z.object({ message: z.string() })),
        prices: z.array(
          z.object({
            id: z.string(),
            version: z.string(),
            priceType: z.string(),
            period: z.string().nullable(),
            periodLength: z.number().nullable(),
            amount: z.string(),
            currency: z.string(),
          }),
        ),
      })
      .nullable(),
  ),
})

/** What catalog says of these offerings on a business day; what it does not know is left out. */
export async function offeringsToPrice(
  ports: Ports,
  offeringIds: readonly string[],
  businessDate: string,
): Promise<PricedOffering[]> {
  const ids = [...new Set(offeringIds)]
  const { offeringSnapshots } = await ports.query('catalog', document, { ids, businessDate }, shape)

  return offeringSnapshots.flatMap((offering) =>
    offering ? [{ ...offering, reasons: offering.reasons.map(({ message }) => message) }] : [],
  )
}
