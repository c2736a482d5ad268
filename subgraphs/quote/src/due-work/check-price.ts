import type { DueWorkTools } from '@pactwork/kernel/due-work'
import { recordStalePrice } from '../commands/record-stale-price.ts'
import { freshnessOf } from '../ports/pricing.ts'
import type { PricedDraft } from '../priced-drafts.store.ts'

/** Asks the owner of a draft's price whether it still holds, and marks the draft when it does not (M6, M35). */
export async function checkPrice(
  { quoteId, priceResultId }: PricedDraft,
  { ports, execute }: Pick<DueWorkTools, 'ports' | 'execute'>,
): Promise<'FRESH' | 'STALE'> {
  const now = await freshnessOf(ports, priceResultId)
  if (!now || now.fresh) return 'FRESH'
  // One word a result: who asks again while it is being said changes nothing.
  await execute(
    recordStalePrice,
    { quoteId, priceResultId, reasons: now.reasons },
    { key: `stale/${priceResultId}` },
  )

  return 'STALE'
}
