import type { DueWork } from '@pactwork/kernel/database'
import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { daysBetween, inDays } from '../business-days.ts'
import { readPricedDraft } from '../priced-drafts.store.ts'
import type { Quote } from '../quote.ts'
import { checkPrice } from './check-price.ts'

const kind = 'quote.check-price'

/** When to look whether the price of a draft is past its validity. Pricing again moves it. */
export const validityCheckOf = (
  { id: quoteId, validUntil }: Quote,
  { now, businessDate }: { now: Date; businessDate: string },
): DueWork => ({
  kind,
  key: quoteId,
  at: inDays(now, daysBetween(businessDate, validUntil ?? businessDate) + 1),
  payload: { quoteId },
})

/** Marks a draft whose price is past its validity; one that still holds is looked at again a day later. */
export const checkPriceWhenDue = dueWork({
  kind,
  payload: z.object({ quoteId: z.string() }),
  async run({ payload: { quoteId } }, tools) {
    const draft = await tools.read((uow) => readPricedDraft(uow, quoteId))
    if (draft && (await checkPrice(draft, tools)) === 'FRESH') tools.reschedule(inDays(tools.clock.now(), 1))
  },
})
