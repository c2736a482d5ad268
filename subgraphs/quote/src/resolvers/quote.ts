import { isPermitted } from '@pactwork/kernel/actor'
import { connection, type Bounds, type Page } from '@pactwork/kernel/connection'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { asOf } from '@pactwork/kernel/projection'
import { acceptancesById, linesById, quotesById, type AcceptanceView } from '../quote-view.ts'
import { readTimeline } from '../summary-view.ts'

type Reference = { id: string }

export const Quote = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(quotesById, id),
  timeline: async ({ id: quoteId }: Reference, page: Page, { read, actor }: GraphContext) => {
    const withApprovals = isPermitted(actor, { permission: 'approval:read' })
    const rows = (bounds: Bounds) => read((uow) => readTimeline(uow, { quoteId, withApprovals }, bounds))

    return {
      ...(await connection(page, rows)),
      asOf: await read((uow) => asOf(uow, 'quote_timeline')),
    }
  },
}

export const QuoteLine = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(linesById, id),
}

export const QuoteAcceptance = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(acceptancesById, id),
  quote: ({ quoteId }: AcceptanceView, _: unknown, { load }: GraphContext) => load(quotesById, quoteId),
}

export const QuoteSummary = {
  quote: ({ id }: Reference, _: unknown, { load }: GraphContext) => load(quotesById, id),
}
