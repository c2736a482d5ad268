import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Metrics } from '../observe/metrics.ts'
import { breaking } from './breaker.ts'
import { calling } from './call.ts'
import { circuit } from './circuit.ts'
import { connections } from './connections.ts'
import { endOf, failing, isOver, type Failing } from './fault.ts'
import { joining } from './join.ts'
import { retryBudget } from './retry-budget.ts'
import { retrying } from './retry.ts'
import type { FetchSettings } from './settings.ts'

type Fetching = {
  settings: FetchSettings
  /** Where a subgraph is; asked for each call, so it may move. */
  subgraphs: (name: string) => string
  /** Signs calls as the gateway; left out where subgraphs expect no signature. */
  sign?: CallSigner | undefined
  /** Answers what it kept; goes between joining and calling. */
  cache?: ((next: SubgraphFetch) => SubgraphFetch) | undefined
  metrics: Metrics
  /** Whether clients are told which subgraph fails. */
  development: boolean
}

/**
 * Fetches from subgraphs over HTTP (ADR 0023). An answer is the caller's own to change. Throws `FetchFailed`, never
 * anything else for what a subgraph does; its message is for clients, its cause tells what happened.
 */
export function subgraphFetcher({ settings, subgraphs, sign, cache, metrics, development }: Fetching): {
  fetch: SubgraphFetch
  /** Ends when every call under way has ended. */
  close(): Promise<void>
} {
  const fail = failing(development)
  const lines = connections(settings)
  const circuitOf = each((subgraph) => circuit(settings.breaker, (state) => metrics.breaker(subgraph, state)))
  const budgetOf = each(() => retryBudget(settings.retries))

  const call = calling({ settings, connections: lines, urlOf: subgraphs, sign, metrics, fail })
  const repeated = retrying(call, { budgetOf, longestDelay: settings.retries.delay, metrics, fail })
  const guarded = breaking(repeated, { circuitOf, fail })
  const kept = cache ? cache(guarded) : guarded
  const joined = settings.joinQueries ? joining(kept, { metrics, fail }) : kept

  return { fetch: timely(joined, fail), close: lines.close }
}

/** Begins nothing for an operation that is over. */
const timely =
  (call: SubgraphFetch, fail: Failing): SubgraphFetch =>
  async (request, operation) => {
    if (isOver(operation)) throw fail(endOf(operation), request, operation.signal.reason)
    return call(request, operation)
  }

/** One for each subgraph, made when it is first called. */
function each<Value>(make: (subgraph: string) => Value): (subgraph: string) => Value {
  const made = new Map<string, Value>()

  return (subgraph) => {
    const known = made.get(subgraph)
    if (known !== undefined) return known
    const value = make(subgraph)
    made.set(subgraph, value)

    return value
  }
}
