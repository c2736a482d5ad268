import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { Circuit, Verdict } from './circuit.ts'
import { CallFailed, isIllness, type Failing } from './fault.ts'

/** Refuses calls of a subgraph at once while it is left alone, mutations like queries. */
export function breaking(
  call: SubgraphFetch,
  { circuitOf, fail }: { circuitOf: (subgraph: string) => Circuit; fail: Failing },
): SubgraphFetch {
  return async (request, operation) => {
    const passed = circuitOf(request.subgraph).enter()
    if (!passed) throw fail('resting', request)

    try {
      const answer = await call(request, operation)
      passed('well')

      return answer
    } catch (error) {
      passed(verdictOf(error))
      throw error
    }
  }
}

const verdictOf = (error: unknown): Verdict =>
  error instanceof CallFailed && isIllness(error.fault) ? 'ill' : 'unknown'
