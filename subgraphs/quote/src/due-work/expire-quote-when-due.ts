import type { DueWork } from '@pactwork/kernel/database'
import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { daysBetween, inDays } from '../business-days.ts'
import { expireQuote } from '../commands/expire-quote.ts'
import type { Quote } from '../quote.ts'

const kind = 'quote.expire'

/** When to look whether an offer has expired: after its last day (M28). */
export function expiryOf(quote: Quote, { now, businessDate }: { now: Date; businessDate: string }): DueWork {
  const lastDay = quote.validUntil ?? businessDate

  return {
    kind,
    key: `${quote.id}/${quote.revision}`,
    at: inDays(now, daysBetween(businessDate, lastDay) + 1),
    payload: { quoteId: quote.id },
  }
}

/** Expires an offer whose last day has passed; one that is still valid is looked at again a day later. */
export const expireQuoteWhenDue = dueWork({
  kind,
  payload: z.object({ quoteId: z.string() }),
  async run({ payload, key, dueAt }, { execute, clock, reschedule }) {
    const result = await execute(expireQuote, payload, { key: `${key}@${dueAt.toISOString()}` })
    if (result['code'] === 'QUOTE_STILL_VALID') reschedule(inDays(clock.now(), 1))
  },
})
