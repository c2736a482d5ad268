import { connection, type Page } from '@pactwork/kernel/connection'
import { asOf } from '@pactwork/kernel/projection'
import { query } from '@pactwork/kernel/resolver'
import { mayReadQuotes, quotesById } from '../quote-view.ts'
import { readSummaries, type QuoteFilter } from '../summary-view.ts'

export const quote = query(mayReadQuotes, ({ id }: { id: string }, { load }) => load(quotesById, id))

type Filtered = Page & { filter?: QuoteFilter | null }

export const quotes = query(mayReadQuotes, async ({ filter, ...page }: Filtered, { read, authority }) => {
  const allowed = await authority()

  return {
    ...(await connection(page, (bounds) => read((uow) => readSummaries(uow, allowed, filter ?? {}, bounds)))),
    asOf: await read((uow) => asOf(uow, 'quote_summary')),
  }
})
