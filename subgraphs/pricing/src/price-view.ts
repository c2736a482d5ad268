import { mayActFor } from '@pactwork/kernel/customer-authority'
import { isPermitted } from '@pactwork/kernel/actor'
import type { Batch } from '@pactwork/kernel/graph-context'
import { readResults, type PriceResult } from './price-result.store.ts'

export const mayReadPrices = { permission: 'pricing:read', machines: ['port', 'worker'] } as const

/** A price result as the graph shows it. */
const viewOf = ({ calculation, ...result }: PriceResult) => ({
  ...calculation,
  id: result.id,
  quote: { __typename: 'Quote', id: result.quoteId },
  revision: result.revision,
  currency: result.currency,
  termMonths: result.termMonths,
  channel: result.channel,
  calculatedAt: result.calculatedAt,
})

export type PriceView = ReturnType<typeof viewOf>

/** Results by id; those of customers the actor may not act for are as if they were not there (M5). */
export const priceResultsById: Batch<PriceView> = async (ids, { read, authority, actor }) => {
  if (!isPermitted(actor, mayReadPrices)) return ids.map(() => undefined)
  const allowed = await authority()
  const found = await read((uow) => readResults(uow, ids))
  const visible = found.filter(({ customerId }) => mayActFor(allowed, customerId))

  return ids.map((id) => {
    const result = visible.find((each) => each.id === id)
    return result && viewOf(result)
  })
}
