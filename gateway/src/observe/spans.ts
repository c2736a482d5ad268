import { inShortSpan, inSpan, noteOnSpan } from '@pactwork/kernel/runtime/telemetry'
import { FetchFailed, type SubgraphFetch } from '../execute/subgraph-fetch.ts'

/** Carrying out one operation is a span, around planning and fetching. */
export const inOperationSpan = <Result>(work: () => Promise<Result>): Promise<Result> =>
  inSpan('gateway.request', {}, work)

/** Planning an operation that was not prepared is a span. */
export const inPlanSpan = <Result>(work: () => Result): Result => inShortSpan('gateway.plan', {}, work)

/**
 * The same fetch with a span around each request: what goes out to the subgraph names it as its parent. A fetch
 * that fails marks its span with the code.
 */
export const tracedFetch =
  (fetch: SubgraphFetch): SubgraphFetch =>
  (request, operation) =>
    inSpan(
      'gateway.fetch',
      { 'pactwork.subgraph': request.subgraph, 'graphql.operation': request.operationName ?? 'unnamed' },
      async () => {
        try {
          return await fetch(request, operation)
        } catch (error) {
          if (error instanceof FetchFailed) noteOnSpan({ 'pactwork.code': error.code })
          throw error
        }
      },
    )
