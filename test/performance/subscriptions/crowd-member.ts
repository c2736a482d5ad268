import { subscriptionClient } from '@pactwork/contracts/client'

const document = `subscription Crowd($filter: QuoteChangeFilter, $after: Cursor, $last: Int) {
  quoteChanges(filter: $filter, after: $after, last: $last) {
    __typename
    ... on QuoteChange { cursor occurredAt change correlationId quote { id customer { name } } }
    ... on FeedGap { reason cursor }
  }
}`

type Change = {
  __typename: 'QuoteChange'
  occurredAt: string
  change: string
  correlationId: string
  quote: { id: string; customer: { name: string } | null } | null
}
type Changes = { quoteChanges: Change | { __typename: 'FeedGap'; reason: string; cursor: string } }

type Asked = {
  gatewayUrl: string
  transport: 'websocket' | 'sse'
  token: string
  filter: { customerId?: string }
  last?: number
}

/** One of many who follow quote changes, and what it was told. */
export function member({ gatewayUrl, transport, token, filter, last }: Asked) {
  const client = subscriptionClient({
    url: `${gatewayUrl}/graphql`,
    transport,
    token: () => token,
    name: 'crowd',
  })
  const seen: { quoteId: string | undefined; name: string; late: number }[] = []
  const problems: string[] = []
  client.subscribe<Changes>(
    {
      query: document,
      variables: { filter, ...(last !== undefined && { last }) },
      onGap: ({ reason }) => void problems.push(`a gap: ${reason}`),
      onReturn: ({ code, message }) => void problems.push(`came back: ${code} ${message}`),
    },
    {
      next({ value: { occurredAt, change, correlationId, quote }, errors }) {
        seen.push({
          quoteId: quote?.id,
          name: `${change} ${correlationId}`,
          late: Date.now() - Date.parse(occurredAt),
        })
        if (errors.length > 0 || !quote?.customer) problems.push(`errors: ${JSON.stringify(errors)}`)
      },
      ended: (error) => error && problems.push(`ended: ${error.code} ${error.message}`),
    },
  )

  return { seen, problems, close: () => client.close() }
}

export type Member = ReturnType<typeof member>
