import type { IncomingMessage, ServerResponse } from 'node:http'
import { traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { GraphQLError } from 'graphql'
import { codeOf, masked, refused } from '../errors.ts'
import type { Caller } from '../trust/caller.ts'
import type { Leave } from './admission.ts'
import { clientConnection } from './client-connection.ts'
import { readSubscription } from './read-subscription.ts'
import type { Serving } from './serving.ts'
import { isSubscription, readRequest, wantsEvents } from './sse-request.ts'
import { eventStream } from './sse-stream.ts'
import type { Subscription } from './subscription.ts'

/** More tokens than that are read by whoever answers without events. */
const mostTokens = 10_000

const expiresHeader = 'x-pactwork-token-expires'

/** Answers by a stream of events; false when that is not wanted. Throws the error of a request that it refuses. */
export type AnswerByEvents = (
  request: IncomingMessage,
  response: ServerResponse,
  sent: { caller: Caller; body: unknown },
) => Promise<boolean>

/**
 * Subscriptions by server-sent events (graphql-sse, distinct connections mode), for who accepts them. It stands behind
 * authentication and the limits on requests. `isClosing` refuses.
 */
export function serverSentEvents(serving: Serving, isClosing: () => boolean): AnswerByEvents {
  const { graphs, limits, development } = serving

  return async (request, response, { caller, body }) => {
    const wish = wantsEvents(request)
    if (!wish) return false
    const { correlationId } = caller
    const asked = readRequest(request, { body, correlationId })
    if (asked instanceof GraphQLError) {
      if (wish === 'only') throw asked
      return false
    }
    if (wish === 'also' && !isSubscription(asked, mostTokens)) return false
    response.setHeader('x-correlation-id', correlationId)
    // To any other status a browser does not come back.
    if (isClosing()) {
      eventStream(response, serving).reconnect()
      return true
    }

    const subscription = await readSubscription(graphs.current(), asked, caller, limits)
    if (Array.isArray(subscription)) {
      const [only, ...more] = subscription
      if (more.length === 0) throw only
      const errors = subscription.map((error) => masked(error.toJSON(), correlationId, development))
      response.writeHead(400, { 'content-type': 'application/json; charset=utf-8' })
      response.end(JSON.stringify({ errors }))
      return true
    }
    const leaves = await admitted(serving, request.socket.remoteAddress ?? '', caller)
    if (response.destroyed) for (const leave of leaves) leave()
    else await stream(response, subscription, { serving, caller, leaves, trace: traceFrom(request.headers) })

    return true
  }
}

/** Counts the connection for its address and its user. */
async function admitted({ admission }: Serving, address: string, caller: Caller): Promise<Leave[]> {
  const byAddress = await admission.enter(address)
  const byUser = byAddress && admission.identify(caller)
  if (byUser) return [byAddress, byUser]
  byAddress?.()

  throw refused(
    'TOO_MANY_CONNECTIONS',
    'There are too many connections for subscriptions. Close one, or come back later.',
    caller.correlationId,
  )
}

type Streaming = {
  serving: Serving
  caller: Caller
  leaves: readonly Leave[]
  trace: ReturnType<typeof traceFrom>
}

async function stream(
  response: ServerResponse,
  subscription: Subscription,
  { serving, caller, leaves, trace }: Streaming,
): Promise<void> {
  const { metrics, connections, heartbeatMs, development } = serving
  // For clients that can come back with a new token before this one ends the stream.
  if (caller.user) response.setHeader(expiresHeader, new Date(caller.user.exp * 1_000).toISOString())
  const events = eventStream(response, { heartbeatMs })
  const ended = metrics.subscriptions.socket('sse')
  const forget = connections.add(events)
  const connection = clientConnection(serving, {
    caller,
    trace,
    over: (why) => subscriber.refuse(notAnyMore(why, caller.correlationId)),
  })
  const subscriber = connection.follow(subscription, events.placed)
  events.closed((why) => {
    forget()
    ended()
    metrics.subscriptions.closed('sse', why)
    for (const leave of leaves) leave()
    connection.close()
  })

  try {
    for await (const { result, cursor } of subscriber.deliveries) await events.next(result, cursor)
    events.complete('complete')
  } catch (error) {
    const { correlationId } = caller
    const known = error instanceof GraphQLError ? error : new GraphQLError('fault')
    await events.next({ errors: [masked(known.toJSON(), correlationId, development)] })
    events.complete(codeOf(known))
  }
}

const notAnyMore = (why: 'expired' | 'revoked', correlationId: string): GraphQLError =>
  refused(
    'UNAUTHENTICATED',
    why === 'expired'
      ? 'The token has expired. Get a new one and subscribe again.'
      : 'The token is not accepted any more. Get a new one and subscribe again.',
    correlationId,
  )
