import { randomUUID } from 'node:crypto'
import { callHeader, callSigner } from '@pactwork/kernel/runtime/call-identity'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { Data } from '../stack/graph-client.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

/** A subscription with variables `$filter` or others, `$after` and `$last`, and the field it asks for. */
export type Stream = { readonly field: string; readonly document: string }

const patience = 30_000

export type Follower = Awaited<ReturnType<typeof followSubgraph>>

/** Follows a stream at the order subgraph itself, on a connection of its own, as the gateway does for a user. */
export async function followSubgraph(token: string, stream: Stream, variables: Data = {}) {
  const { env } = await testStack()
  const sign = callSigner('gateway', env['PACTWORK_KEYS_DIR'] ?? '')
  const sockets: WebSocket[] = []
  const client = createClient({
    url: `${(env['PACTWORK_SUBGRAPHS_URL'] ?? '').replace(/^http/, 'ws')}/order/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol)
        sockets.push(this)
      }
    },
    retryAttempts: 0,
    connectionParams: async () => ({
      [callHeader]: await sign('order', '', { correlationId: randomUUID() }, token),
      authorization: `Bearer ${token}`,
    }),
  })
  const values: Data[] = []
  const failures: unknown[] = []
  const arrived = new Set<() => void>()
  const told = (): void => arrived.forEach((tell) => tell())
  let end: { reason: unknown; at: number } | undefined
  const ending = (reason: unknown): void => {
    end = { reason, at: Date.now() }
    told()
  }
  client.subscribe<Data>(
    { query: stream.document, variables },
    {
      next({ data, errors }) {
        if (errors) failures.push(...errors)
        const value = data?.[stream.field]
        if (value) values.push(value)
        told()
      },
      error: ending,
      // What is refused before it begins is told in a value.
      complete: () => ending(failures.length > 0 ? failures : undefined),
    },
  )

  return {
    values,
    /** The first so many values; an error of any field, an end before them or a long silence fails the test. */
    async first(count: number): Promise<Data[]> {
      const overdue = AbortSignal.timeout(patience)
      overdue.addEventListener('abort', told)
      while (values.length < count) {
        if (end || failures.length > 0 || overdue.aborted)
          throw new Error(
            `${values.length} of ${count} values of ${stream.field} came: ${JSON.stringify(end?.reason ?? failures)}`,
          )
        const { promise, resolve } = Promise.withResolvers<void>()
        arrived.add(resolve)
        await promise
        arrived.delete(resolve)
      }

      return values.slice(0, count)
    },
    /** When and why the owner ended it. */
    ended: () => until(`${stream.field} to end`, async () => end, { within: 10_000 }),
    /** Drops the connection without a word. */
    cut: () => sockets.forEach((socket) => socket.terminate()),
    leave: async (): Promise<void> => client.dispose(),
  }
}

/** Follows for as long as a test needs, and leaves. */
export async function following<Value>(
  token: string,
  stream: Stream,
  variables: Data,
  use: (follower: Follower) => Promise<Value>,
): Promise<Value> {
  const follower = await followSubgraph(token, stream, variables)
  try {
    return await use(follower)
  } finally {
    await follower.leave()
  }
}

export const milestones: Stream = {
  field: 'orderMilestones',
  document: `subscription ($orderId: ID, $customerId: ID, $after: Cursor, $last: Int) {
    orderMilestones(orderId: $orderId, customerId: $customerId, after: $after, last: $last) {
      __typename
      ... on OrderMilestone { milestone position occurredAt correlationId cursor order { id } }
      ... on FeedGap { reason cursor }
    }
  }`,
}

export const falloutChanges: Stream = {
  field: 'falloutChanges',
  document: `subscription ($filter: FalloutChangeFilter, $after: Cursor, $last: Int) {
    falloutChanges(filter: $filter, after: $after, last: $last) {
      __typename
      ... on FalloutChange {
        change queue severity reason standingMinutes resolution occurredAt correlationId cursor
        assignee { id } order { id number } case { id state ageingMark assignee { id } item { id state } }
      }
      ... on FeedGap { reason cursor }
    }
  }`,
}
