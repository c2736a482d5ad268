import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { maskedError } from '../errors.ts'
import { execute } from '../execute/execute.ts'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Operation } from '../operation.ts'
import type { Subscription } from './subscription.ts'

/** Completes one event of the owner with what the other subgraphs know of it, as the client selected. */
export async function hydrate(
  { prepared }: Subscription,
  event: FormattedExecutionResult,
  fetch: SubgraphFetch,
  operation: Operation,
): Promise<ExecutionResult> {
  const { data, errors = [] } = await execute(prepared, {
    fetch,
    operation,
    event: { data: structuredClone(event.data) ?? null, ...(event.errors && { errors: event.errors }) },
  })
  const told = errors.map((error) => maskedError(error.toJSON(), operation.caller.correlationId))

  return { data, ...(told.length > 0 && { errors: told }) }
}
