import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

/** A milestone as a subscriber sees it. */
export type Milestone = {
  orderId: string
  milestone: string
  position: number
  occurredAt: string
  cursor: string
}

type Arrival = {
  __typename: string
  milestone?: string
  position?: number
  occurredAt?: string
  cursor: string
  order?: { id: string }
  reason?: string
}

const document = `subscription Milestones($customerId: ID, $orderId: ID, $after: Cursor, $last: Int) {
  orderMilestones(customerId: $customerId, orderId: $orderId, after: $after, last: $last) {
    __typename
    ... on OrderMilestone { milestone position occurredAt cursor order { id number status } }
    ... on FeedGap { reason cursor }
  }
}`

/** Follows milestones through the gateway, pushed as they happen. `stop` ends the subscription. */
export function followMilestones(
  gatewayUrl: string,
  token: string,
  filter: { customerId?: string; orderId?: string; after?: string; last?: number },
  onArrival: (milestone: Milestone) => void,
): { ended: Promise<void>; stop(): void } {
  const client = createClient({
    url: `${gatewayUrl.replace(/^http/, 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  })
  const ended = Promise.withResolvers<void>()
  const unsubscribe = client.subscribe<{ orderMilestones: Arrival }>(
    { query: document, variables: filter },
    {
      next({ data, errors }) {
        if (errors) return ended.reject(new Error(JSON.stringify(errors)))
        const arrival = data?.orderMilestones
        if (arrival?.milestone && arrival.order)
          onArrival({
            orderId: arrival.order.id,
            milestone: arrival.milestone,
            position: arrival.position ?? 0,
            occurredAt: arrival.occurredAt ?? '',
            cursor: arrival.cursor,
          })
      },
      error: (error) => ended.reject(error instanceof Error ? error : new Error(JSON.stringify(error))),
      complete: () => ended.resolve(),
    },
  )
  // Whoever does not wait for the end learns of a failure by the milestones that do not come.
  ended.promise.catch(() => undefined)

  return {
    ended: ended.promise,
    stop() {
      unsubscribe()
      void client.dispose()
    },
  }
}
