import { setTimeout as delay } from 'node:timers/promises'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Metrics } from '../observe/metrics.ts'
import { CallFailed, endOf, type Failing } from './fault.ts'
import type { RetryBudget } from './retry-budget.ts'

type Retrying = {
  budgetOf: (subgraph: string) => RetryBudget
  /** The longest wait before a repeat, in milliseconds. */
  longestDelay: number
  metrics: Metrics
  fail: Failing
}

/** Repeats a query once when its connection failed before an answer began. A mutation is never repeated. */
export function retrying(
  call: SubgraphFetch,
  { budgetOf, longestDelay, metrics, fail }: Retrying,
): SubgraphFetch {
  return async (request, operation) => {
    const budget = budgetOf(request.subgraph)
    operation.counts.fetches += 1
    budget.called()

    try {
      return await call(request, operation)
    } catch (error) {
      if (request.kind === 'mutation' || !isConnectionFault(error) || !budget.take()) throw error
    }

    const { signal } = operation
    await delay(Math.random() * longestDelay, undefined, { signal }).catch(() => {})
    if (signal.aborted) throw fail(endOf(operation), request)
    operation.counts.retries += 1
    metrics.retried(request.subgraph)

    return call(request, operation)
  }
}

const isConnectionFault = (error: unknown): boolean =>
  error instanceof CallFailed && error.fault === 'connection'
