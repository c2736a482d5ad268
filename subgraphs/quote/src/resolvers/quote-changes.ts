import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { FeedGap, FeedItem } from '@pactwork/kernel/feed'
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

/** Changes as they come. Whether one is the subscriber's to see is judged anew for each of them (M5, M18). */
function subscribe(_: unknown, { filter, after, last }: Arguments, context: GraphContext) {
  context.require(mayReadQuotes)
  const { quoteId, customerId, mine, change } = filter ?? {}

  return quoteChangeFeed.subscribe(context, {
    after: after ?? null,
    last: last ?? null,
    requires: mayReadQuotes,
    filter: {
      subject: quoteId ?? undefined,
      customerId: customerId ?? undefined,
      payload: { ownerId: mine ? context.actor.id : null, change },
    },
    visible: async ({ customerId: whose }) => mayActFor(await context.authority(), whose ?? ''),
  })
}

/** Beside `subscribe`, not around it: a generator around a feed could not be ended while nothing comes. */
const resolve = (item: FeedItem<Change> | FeedGap) =>
  item.kind === 'gap'
    ? { __typename: 'FeedGap', reason: item.reason, cursor: item.cursor }
    : {
        ...item.payload,
        __typename: 'QuoteChange',
        occurredAt: item.occurredAt,
        correlationId: item.correlationId,
        cursor: item.cursor,
      }

export const quoteChanges = { subscribe, resolve }

/** What is selected of the quote shows its present state, to who may see it now. */
export const QuoteChange = {
  quote: ({ quoteId }: Change, _: unknown, { load }: GraphContext) => load(quotesById, quoteId),
}
