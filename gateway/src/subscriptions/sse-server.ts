import { traceFrom } from '@pactwork/kernel/runtime/telemetry'
import type { RequestHandler, Response } from 'express'
import { GraphQLError } from 'graphql'
import { codeOf, masked, refused } from '../errors.ts'
import { correlationOfRequest, senderOf } from '../http.ts'
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

/**
 * Subscriptions by server-sent events (graphql-sse, distinct connections mode), for who accepts them; everything else
 * goes on to who answers at once. It stands behind authentication and the limits on requests. `isClosing` refuses.
 */
export function serverSentEvents(serving: Serving, isClosing: () => boolean): RequestHandler {
  const { graphs, limits, development } = serving

  return async function serverSentEvents(request, response, next) {
    const wish = wantsEvents(request)
    const caller = senderOf(request)
    if (!wish || !caller) return next()
    const correlationId = correlationOfRequest(request)
    const asked = readRequest(request, correlationId)
    if (asked instanceof GraphQLError || (wish === 'also' && !isSubscription(asked, mostTokens)))
      return next(wish === 'only' ? asked : undefined)
    response.setHeader('x-correlation-id', correlationId)
    // To any other status a browser does not come back.
    if (isClosing()) return eventStream(response, serving).reconnect()

    const subscription = await readSubscription(graphs.current(), asked, caller, limits)
    if (Array.isArray(subscription)) {
      const [only, ...more] = subscription
      if (more.length === 0) throw only
      return response
        .status(400)
        .json({ errors: subscription.map((error) => masked(error.toJSON(), correlationId, development)) })
    }
    const leaves = await admitted(serving, request.socket.remoteAddress ?? '', caller)
    if (response.destroyed) return leaves.forEach((leave) => leave())

    await stream(response, subscription, { serving, caller, leaves, trace: traceFrom(request.headers) })
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
  response: Response,
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
  const subscriber = connection.follow(subscription)
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
