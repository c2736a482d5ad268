import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { offeringsToPrice } from '../ports/catalog.ts'
import { calculate, recordPrice } from '../price-result.ts'
import { keepResult, priceResults } from '../price-result.store.ts'
import { currentPolicy } from '../pricing-policy.store.ts'

const basisPoints = z.int().min(0).max(10_000)

const input = z.object({
  quoteId: idSchema('quo'),
  revision: z.int().positive(),
  customerSnapshot: z.object({
    customerId: idSchema('cus'),
    version: z.int(),
    hash: z.string(),
    segment: z.string(),
  }),
  lines: z
    .array(
      z.object({
        lineId: idSchema('qln'),
        offeringId: idSchema('off'),
        configurationId: idSchema('cfg'),
        configurationHash: z.string(),
        quantity: z.int().min(1).max(100_000),
        discount: z
          .object({
            basisPoints,
            reason: z.string(),
            by: z.string(),
            authorityBasisPoints: basisPoints,
            authorityVersion: z.string(),
          })
          .nullish(),
      }),
    )
    .max(200),
  termMonths: z.int().min(1).max(120),
  currency: z.string().regex(/^[A-Z]{3}$/),
  channel: z.string(),
})

/** Prices one revision of a quote from what catalog and policy say now; the same key gives the same result. */
export const calculatePrice = command({
  name: 'calculatePrice',
  permission: null,
  machines: ['port'],
  input,

  gather: ({ lines }, { ports, businessDate }) =>
    offeringsToPrice(
      ports,
      lines.map(({ offeringId }) => offeringId),
      businessDate(),
    ),

  async handle(request, { uow, evidence: offerings, businessDate, clock, newId }) {
    const id = newId('prc')
    const policy = await currentPolicy(uow)
    const calculation = calculate({ request, offerings, policy, businessDate: businessDate() })

    await priceResults(uow).create(id, recordPrice(undefined, { id, request, calculation }))
    if (calculation.kind === 'priced') {
      const { customerSnapshot, ...about } = request
      await keepResult(uow, {
        ...about,
        id,
        customerId: customerSnapshot.customerId,
        request,
        calculation: calculation.price,
        calculatedAt: clock.now(),
      })
    }

    return { __typename: 'CalculatePricePayload', priceResult: { id } }
  },
})
