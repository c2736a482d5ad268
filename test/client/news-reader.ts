import {
  subscriptionClient,
  type ClientOptions,
  type Gap,
  type SubscriptionError,
} from '@pactwork/contracts/client'

type News = { __typename: 'News'; position: number; cursor: string; person: { name: string } | null }
type Gone = { __typename: 'FeedGap'; reason: string; cursor: string }
type Reading = ClientOptions & { after?: string; document?: string; variables?: Record<string, unknown> }

export const newsDocument = `subscription News($about: ID, $after: Cursor) {
  news(about: $about, after: $after) {
    __typename
    ... on News { position cursor person { name } }
    ... on FeedGap { reason cursor }
  }
}`

/** Reads news by the client package, and keeps what it was told. */
export function newsReader({ after, document = newsDocument, variables = {}, ...options }: Reading) {
  const client = subscriptionClient({
    name: 'news-reader',
    retry: { firstMs: 20, mostMs: 200 },
    ...options,
  })
  const told: (number | Gap)[] = []
  const returns: string[] = []
  const ended = Promise.withResolvers<SubscriptionError | undefined>()
  const stop = client.subscribe<{ news: News | Gone }>(
    {
      query: document,
      variables,
      after,
      onGap: (gap) => void told.push(gap),
      onReturn: ({ code }) => void returns.push(code),
    },
    { next: ({ value }) => void told.push(value.position), ended: ended.resolve },
  )

  return {
    /** The positions of what was told, and the gaps, in order. */
    told,
    /** Why it came back each time. */
    returns,
    ended: ended.promise,
    stop,
    close: () => client.close(),
  }
}

/** All positions from one to another. */
export const positions = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index)
