import type { DueWork } from '@pactwork/kernel/database'
import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { daysBetween, inDays } from '../business-days.ts'
import { announceQuoteExpiry } from '../commands/announce-quote-expiry.ts'
import { expiryNotice } from '../quote.lifecycle.ts'
import type { Quote } from '../quote.ts'

const kind = 'quote.announce-expiry'

/** When to look whether the last business day of an offer is near; at once when it is near already. */
export function announcementOf(
  { id: quoteId, revision, validUntil }: Quote,
  { now, businessDate }: { now: Date; businessDate: string },
): DueWork {
  const days = daysBetween(businessDate, validUntil ?? businessDate) - expiryNotice.businessDays

  return { kind, key: `${quoteId}/${revision}`, at: inDays(now, days), payload: { quoteId, revision } }
}

/** Says that an offer is expiring; one whose day is still far is looked at again a day later. */
export const announceExpiryWhenDue = dueWork({
  kind,
  payload: z.object({ quoteId: z.string(), revision: z.int() }),
  async run({ payload, key, dueAt }, { execute, clock, reschedule }) {
    const result = await execute(announceQuoteExpiry, payload, { key: `${key}@${dueAt.toISOString()}` })
    if (result['code'] === 'QUOTE_NOT_YET_EXPIRING') reschedule(inDays(clock.now(), 1))
  },
})
