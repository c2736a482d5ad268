import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { GraphQLError } from 'graphql'
import { codeOf } from '../errors.ts'
import { execute, type Executed } from '../execute/execute.ts'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import { copied } from '../execute/tree.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { Operation } from '../operation.ts'
import type { Subscription } from './subscription.ts'
import type { UpstreamEvent } from './upstream-event.ts'

/** One event being completed, or completed, for all who want it so. */
export type Hydration = {
  /** In whose name. */
  token: string | undefined
  wanted: number
  controller: AbortController
  result: Promise<Executed>
}

/** An event as its subscriber selected it; undefined once the subscriber has left (the operation's signal). */
export type Hydrate = (
  event: UpstreamEvent,
  subscription: Subscription,
  operation: Operation,
) => Promise<Executed | undefined>

type Parts = { fetch: SubgraphFetch; metrics: Metrics; deadlineMs: number }

/**
 * Completes events with what the other subgraphs know of them: each once for all who select the same by the same
 * variables (and have the same rights, or they would not be told the same event). The calls end with their time,
 * or when the last who waits has left.
 */
export function hydrating({ fetch, metrics, deadlineMs }: Parts): Hydrate {
  const begin = (event: UpstreamEvent, { prepared }: Subscription, operation: Operation): Hydration => {
    faultPoint('subscription.before-event')
    const controller = new AbortController()
    const late = setTimeout(
      () => controller.abort(new DOMException('The time of the event is over.', 'TimeoutError')),
      deadlineMs,
    )
    const { data = null, errors } = event.value
    metrics.subscriptions.hydrated()
    const result = execute(prepared, {
      fetch,
      metrics,
      operation: { ...operation, deadlineAt: Date.now() + deadlineMs, signal: controller.signal },
      event: { data: copied(data), ...(errors && { errors }) },
    }).finally(() => clearTimeout(late))
    result.catch(() => {})

    return { token: operation.caller.token, wanted: 0, controller, result }
  }

  const wait = async (hydration: Hydration, { signal }: Operation): Promise<Executed | undefined> => {
    if (signal.aborted) return undefined
    const left = Promise.withResolvers<undefined>()
    const leave = (): void => left.resolve(undefined)
    signal.addEventListener('abort', leave)
    hydration.wanted += 1
    try {
      return await Promise.race([hydration.result, left.promise])
    } finally {
      signal.removeEventListener('abort', leave)
      hydration.wanted -= 1
      if (hydration.wanted === 0 && signal.aborted)
        hydration.controller.abort(new DOMException('Nobody waits any more.', 'AbortError'))
    }
  }

  return async (event, subscription, operation) => {
    const { view } = subscription
    const known = event.hydrations.get(view)
    const hydration =
      known && !known.controller.signal.aborted ? known : begin(event, subscription, operation)
    event.hydrations.set(view, hydration)
    const result = await wait(hydration, operation)
    // The token of the one in whose name it was asked is no good any more; that says nothing of this one's.
    const isOthers = hydration.token !== operation.caller.token

    return isOthers && result?.errors?.some(isUnauthenticated)
      ? wait(begin(event, subscription, operation), operation)
      : result
  }
}

const isUnauthenticated = (error: GraphQLError): boolean => codeOf(error) === 'UNAUTHENTICATED'
