import type { Retry } from './backoff.ts'
import { follow, type Followed, type Following } from './follow.ts'
import { identity, type Token } from './identity.ts'
import { eventTransport } from './sse-transport.ts'
import { SubscriptionError } from './subscription-error.ts'
import { webSocketTransport } from './websocket-transport.ts'

export type { Followed, Gap, Return } from './follow.ts'
export type { GraphQLProblem } from './graphql-result.ts'
export type { Token } from './identity.ts'
export { SubscriptionError } from './subscription-error.ts'

export type ClientOptions = {
  /** The gateway, such as `https://pactwork.example/graphql`. */
  url: string
  /** Asked whenever a token is needed: at each connection, and before the last one expires. */
  token?: Token
  /** All subscriptions on one WebSocket, or each by server-sent events on a connection of its own. */
  transport?: 'websocket' | 'sse'
  /** The program that subscribes: it is named in the gateway's logs and metrics. */
  name?: string
  version?: string
  retry?: Partial<Retry>
  /** How often the gateway is asked whether it is there (WebSocket), in milliseconds. */
  heartbeatMs?: number
  /** How long a stream of events may be silent, in milliseconds; longer than the gateway's `heartbeatMs`. */
  silenceMs?: number
  /** How many events of a WebSocket wait for who reads them; the rest is asked for again afterwards. */
  mostWaiting?: number
}

/** A document, with the types of its answer and variables where a generator knows them. */
export type SubscriptionDocument<Data, Variables> = {
  toString(): string
  readonly __apiType?: (variables: Variables) => Data
}

/** What the one field of a subscription yields besides gaps. */
export type ValueOf<Data> = Exclude<NonNullable<Data[keyof Data]>, { __typename: 'FeedGap' }>

export type Subscribing<Data, Variables> = Following & {
  /**
   * Declares `$after: Cursor`, hands it to the field, and selects `__typename`, and `cursor` of all members of its
   * union.
   */
  query: SubscriptionDocument<Data, Variables>
  variables?: Variables
  operationName?: string
  /** Aborted, it ends the subscription. */
  signal?: AbortSignal
}

type Listener<Value> = {
  next: (event: Followed<Value>) => void
  /** The gateway has completed it, or it cannot go on. */
  ended?: (error?: SubscriptionError) => void
}

type Any = Readonly<Record<string, unknown>>

/**
 * Subscriptions that miss nothing without a word: each goes on behind its last event after a broken connection, a
 * restart of the gateway or a new token, and tells each gap. Nothing is connected before the first subscription.
 */
export function subscriptionClient(options: ClientOptions) {
  const {
    url,
    transport: kind = 'websocket',
    heartbeatMs = 10_000,
    silenceMs = 40_000,
    mostWaiting = 1_000,
  } = options
  const controller = new AbortController()
  const who = identity(options)
  const transport =
    kind === 'sse'
      ? eventTransport({ url, identity: who, silenceMs })
      : webSocketTransport({ url, identity: who, heartbeatMs, mostWaiting })

  /** The events of a subscription; leaving the loop ends it. Throws `SubscriptionError`. */
  function iterate<Data = Record<string, Any>, Variables extends object = Any>(
    subscribing: Subscribing<Data, Variables>,
  ): AsyncGenerator<Followed<ValueOf<Data>>, void> {
    const { query, variables = {}, operationName, signal, ...following } = subscribing
    const signals = signal ? [signal, controller.signal] : [controller.signal]
    const events = follow({
      ...following,
      transport,
      asked: { query: query.toString(), operationName, variables: { ...variables } },
      signal: AbortSignal.any(signals),
      retry: options.retry,
    })

    // What the document selects is known to its generator, not to us.
    return events as AsyncGenerator<Followed<ValueOf<Data>>, void>
  }

  return {
    iterate,

    /** The same by calls; answers how to end it. */
    subscribe<Data = Record<string, Any>, Variables extends object = Any>(
      subscribing: Subscribing<Data, Variables>,
      { next, ended }: Listener<ValueOf<Data>>,
    ): () => void {
      const own = new AbortController()
      const signal = subscribing.signal ? AbortSignal.any([subscribing.signal, own.signal]) : own.signal
      const run = async (): Promise<void> => {
        for await (const event of iterate({ ...subscribing, signal })) {
          if (signal.aborted) return
          next(event)
        }
      }
      run().then(
        () => ended?.(),
        (error: unknown) =>
          ended?.(
            error instanceof SubscriptionError
              ? error
              : new SubscriptionError('CLOSED', 'The subscription failed.', { cause: error }),
          ),
      )

      return () => own.abort()
    },

    /** Ends every subscription and lets go of the gateway. */
    close(): void {
      controller.abort()
      transport.close()
    },
  }
}

export type SubscriptionClient = ReturnType<typeof subscriptionClient>
