import type { DueWork } from '@pactwork/kernel/database'
import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { expireQuote } from '../commands/expire-quote.ts'
import type { Quote } from '../quote.ts'

const kind = 'quote.expire'
const day = 86_400_000

/**
 * When to look whether an offer has expired. The business date decides that and may be set, so the real clock
 * only says when to ask (M28).
 */
export function expiryOf(quote: Quote, { now, businessDate }: { now: Date; businessDate: string }): DueWork {
  const lastDay = quote.validUntil ?? businessDate
  const days = (Date.parse(lastDay) - Date.parse(businessDate)) / day + 1

  return {
    kind,
    key: `${quote.id}/${quote.revision}`,
    at: new Date(now.getTime() + days * day),
    payload: { quoteId: quote.id },
  }
}

/** Expires an offer whose last day has passed; one that is still valid is looked at again a day later. */
export const expireQuoteWhenDue = dueWork({
  kind,
  payload: z.object({ quoteId: z.string() }),
  async run({ payload, key, dueAt }, { execute, clock, reschedule }) {
    const result = await execute(expireQuote, payload, { key: `${key}@${dueAt.toISOString()}` })
    if (result['code'] === 'QUOTE_STILL_VALID') reschedule(new Date(clock.now().getTime() + day))
  },
})
