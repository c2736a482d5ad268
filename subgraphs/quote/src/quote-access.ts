import type { Gather } from '@pactwork/kernel/command'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { refuse, rejectMissing } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import type { CustomerAuthority } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { quotes, readQuotes } from './quote.store.ts'
import type { Quote } from './quote.ts'

/** What every command on an existing quote takes. */
export const onQuote = { quoteId: idSchema('quo'), expectedVersion: z.int().positive().nullish() }
export const reason = z.string().trim().min(1).max(500)

type OnQuote = { quoteId: string; expectedVersion?: number | null | undefined }
export type Seen = { readonly quote: Quote; readonly authority: CustomerAuthority }

/** The quote as it is before others are asked; one that is not the actor's is as if it were not there (M5). */
export async function see({ quoteId }: OnQuote, { ports, read }: Gather): Promise<Seen> {
  const [authority, [quote]] = await Promise.all([
    ports.customerAuthority(),
    read((uow) => readQuotes(uow, [quoteId])),
  ])
  if (!quote || !mayActFor(authority, quote.customerId)) return rejectMissing('Quote')

  return { quote, authority }
}

/** The quote under its lock; ownership comes before the version, so that nothing of a stranger's quote shows. */
export async function loadSeen(
  uow: UnitOfWork,
  { quoteId, expectedVersion }: OnQuote,
  { authority }: Pick<Seen, 'authority'>,
): Promise<Quote> {
  const quote = await quotes(uow).load(quoteId)
  if (!mayActFor(authority, quote.customerId)) return rejectMissing('Quote')
  if (expectedVersion != null && expectedVersion !== quote.version)
    return refuse('VERSION_MISMATCH', { expected: expectedVersion, actual: quote.version })

  return quote
}
