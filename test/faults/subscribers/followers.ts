import { subscriptionClient, type Gap } from '@pactwork/contracts/client'

const document = `subscription FollowedThroughDeaths($after: Cursor, $last: Int) {
  quoteChanges(after: $after, last: $last) {
    __typename
    ... on QuoteChange { cursor change correlationId quote { id customer { name } } }
    ... on FeedGap { reason cursor }
  }
}`

type Changes = {
  quoteChanges:
    | { __typename: 'QuoteChange'; change: string; correlationId: string }
    | { __typename: 'FeedGap'; reason: string; cursor: string }
}

/** What a subscriber was told, in order: changes as `nameOf` calls them, and gaps. */
export type Told = string | Gap

/** A change by what it is and which command was its cause. */
export const nameOf = (change: string, correlationId: string): string => `${change} ${correlationId}`

/** Subscribers of all changes of quotes, half of them by WebSocket and half by server-sent events, each by itself. */
export function followers(gatewayUrl: string, count: number, token: () => Promise<string>) {
  const all = Array.from({ length: count }, (_, index) => {
    const transport = index % 2 === 0 ? 'websocket' : 'sse'
    const client = subscriptionClient({
      url: `${gatewayUrl}/graphql`,
      transport,
      token,
      name: 'follower',
      heartbeatMs: 2_000,
      retry: { firstMs: 100, mostMs: 1_000 },
    })
    const told: Told[] = []
    const state = { returns: 0, ended: undefined as string | undefined }
    client.subscribe<Changes>(
      {
        query: document,
        variables: { last: 100 },
        onGap: (gap) => void told.push(gap),
        onReturn: () => void (state.returns += 1),
      },
      {
        next: ({ value: { change, correlationId } }) => void told.push(nameOf(change, correlationId)),
        ended: (error) => void (state.ended = error ? `${error.code} ${error.message}` : 'completed'),
      },
    )

    return { name: `${transport} ${index + 1}`, told, state, close: () => client.close() }
  })

  return { all, close: () => all.forEach((each) => each.close()) }
}

export type Follower = ReturnType<typeof followers>['all'][number]

export const gapsOf = (told: readonly Told[]): Gap[] => told.filter((one) => typeof one !== 'string')
