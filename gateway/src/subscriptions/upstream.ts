import { type GraphQLError, type FormattedExecutionResult, type GraphQLFormattedError } from 'graphql'
import { CloseCode, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { maskedError, refused } from '../errors.ts'
import type { FetchStep } from '../execute/step.ts'
import type { Operation } from '../operation.ts'
import { eventQueue } from './event-queue.ts'

type Upstream = {
  url: string
  primary: FetchStep
  variables: Readonly<Record<string, unknown>>
  operation: Operation
  /** Signed afresh for each connection. */
  headers: () => Promise<Record<string, string>>
}

/**
 * Follows one subscription at its owner, on a connection of its own that ends with it: when the client leaves
 * (the operation's signal), when the owner ends it, when the client is too slow.
 */
export function followUpstream({
  url,
  primary,
  variables,
  operation,
  headers,
}: Upstream): AsyncGenerator<FormattedExecutionResult, undefined> {
  const { signal, caller } = operation
  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: headers,
    retryAttempts: 0,
    keepAlive: 10_000,
    on: {
      error: (error) =>
        operation.log.warn({ subgraph: primary.subgraph, err: error }, 'a subscription lost its source'),
    },
  })
  const queue = eventQueue<FormattedExecutionResult>({
    released() {
      signal.removeEventListener('abort', left)
      unsubscribe()
      void client.dispose()
    },
    full: () =>
      refused(
        'SUBSCRIBER_TOO_SLOW',
        'Events came faster than they were read. Subscribe again with the last cursor you have.',
        caller.correlationId,
      ),
  })
  const left = (): void => queue.finish()
  const lost = (reason: unknown): GraphQLError =>
    errorsOf(reason, caller.correlationId) ??
    noLonger(reason, caller.correlationId) ??
    refused(
      'SUBGRAPH_UNAVAILABLE',
      `The ${primary.subgraph} service ended the subscription. Subscribe again with the last cursor you have.`,
      caller.correlationId,
    )

  const unsubscribe = client.subscribe(
    { query: primary.document, operationName: primary.operationName, variables: used(primary, variables) },
    {
      next: ({ data, errors }) =>
        queue.push({ ...(data !== undefined && { data }), ...(errors && { errors }) }),
      error: (reason) => queue.finish(lost(reason)),
      complete: () => queue.finish(),
    },
  )
  if (signal.aborted) left()
  else signal.addEventListener('abort', left, { once: true })

  return queue.events
}

const used = (
  { variables: names }: FetchStep,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> =>
  Object.fromEntries(names.filter((name) => name in variables).map((name) => [name, variables[name]]))

/** The owner refused the subscription: its first error, masked. */
function errorsOf(reason: unknown, correlationId: string): GraphQLError | undefined {
  if (!Array.isArray(reason)) return undefined
  const first: GraphQLFormattedError | undefined = reason.find((error) => typeof error?.message === 'string')
  if (!first) return undefined

  return maskedError(first, correlationId)
}

/** The owner closed the connection because the user's token has expired or was revoked. */
function noLonger(reason: unknown, correlationId: string): GraphQLError | undefined {
  const closed =
    typeof reason === 'object' && reason !== null && 'code' in reason && reason.code === CloseCode.Forbidden

  return closed
    ? refused(
        'UNAUTHENTICATED',
        'The token is not accepted any more. Get a new one and subscribe again.',
        correlationId,
      )
    : undefined
}
