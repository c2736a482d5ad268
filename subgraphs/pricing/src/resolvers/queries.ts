import { query } from '@pactwork/kernel/resolver'
import { freshness } from '../freshness.ts'
import { offeringsToPrice } from '../ports/catalog.ts'
import { segmentOf } from '../ports/customer.ts'
import { priceFacts } from '../price-facts.ts'
import { readResults } from '../price-result.store.ts'
import { mayReadPrices, priceResultsById } from '../price-view.ts'
import { currentPolicy } from '../pricing-policy.store.ts'

export const priceResult = query(mayReadPrices, ({ id }: { id: string }, { load }) =>
  load(priceResultsById, id),
)

export const pricingPolicy = query(mayReadPrices, (_: unknown, { read }) => read(currentPolicy))

/** Asks catalog and customer now and compares the facts with those the result was made of (M35). */
export const priceFreshness = query(
  { permission: null, machines: ['port', 'worker'] },
  async ({ priceResultId }: { priceResultId: string }, { read, ports, businessDate, now }) => {
    const found = await read(async (uow) => ({
      result: (await readResults(uow, [priceResultId]))[0],
      policy: await currentPolicy(uow),
    }))
    if (!found.result) return null
    const { request, calculation } = found.result
    const today = businessDate()
    const [offerings, segment] = await Promise.all([
      offeringsToPrice(
        ports,
        request.lines.map(({ offeringId }) => offeringId),
        today,
      ),
      segmentOf(ports, request.customerSnapshot.customerId),
    ])
    const facts = priceFacts(request, { offerings, segment, policy: found.policy })
    const { validUntil, inputHash, priceHash } = calculation

    return {
      priceResultId,
      ...freshness(calculation.facts, facts, { validUntil, businessDate: today }),
      inputHash,
      priceHash,
      asOf: now(),
    }
  },
)
