import { thoseActingForItsCustomer } from '@pactwork/kernel/audience'
import { feedStream } from '@pactwork/kernel/feed-stream'
import type { GraphContext } from '@pactwork/kernel/graph-context'
import { quoteChangeFeed, type QuoteChange as Change } from '../changes/quote-change-feed.ts'
import { mayReadQuotes, quotesById } from '../quote-view.ts'

type Filter = {
  quoteId?: string | null
  customerId?: string | null
  mine?: boolean | null
  change?: readonly Change['change'][] | null
}
type Arguments = { filter?: Filter | null; after?: string | null; last?: number | null }

/** Changes of quotes as they come, to those who may see them then (M5, M18). */
export const quoteChanges = feedStream(quoteChangeFeed, {
  rule: mayReadQuotes,
  by: ['ownerId', 'change'],
  narrow: ({ filter }: Arguments, { actor }) => ({
    subject: filter?.quoteId ?? undefined,
    customerId: filter?.customerId ?? undefined,
    payload: { ownerId: filter?.mine ? actor.id : null, change: filter?.change },
  }),
  audience: thoseActingForItsCustomer,
  shape: (change) => ({ ...change, __typename: 'QuoteChange' }),
})

/** What is selected of the quote shows its present state, to who may see it now. */
export const QuoteChange = {
  quote: ({ quoteId }: Change, _: unknown, { load }: GraphContext) => load(quotesById, quoteId),
}
