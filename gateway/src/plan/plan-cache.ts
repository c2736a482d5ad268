import { setImmediate as nextTurn } from 'node:timers/promises'
import { GraphQLError, validate } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Metrics } from '../observe/metrics.ts'
import { inPlanSpan } from '../observe/spans.ts'
import type { Graph } from '../graph.ts'
import { conditionVariables, outcomeOf } from './conditions.ts'
import {
  coerced,
  operationOf,
  plan,
  unrestricted,
  type Asked,
  type Planned,
  type PlanParts,
  type Prepared,
  type Restriction,
} from './prepare.ts'

/** An operation and a text that names its document among all others, such as the hash of its source. */
export type Keyed = Asked & { key: string }

type Entry = { planned: Planned; asked: Keyed; variables: Readonly<Record<string, unknown>> }

type Parts = Pick<PlanParts, 'cachePolicy'> & {
  metrics: Pick<Metrics, 'planned'>
  /** How many plans are kept. */
  most?: number
}

export type PlanCache = ReturnType<typeof planCache>

/**
 * The plans of one graph, the most used ones kept. One operation has a plan for each outcome of its conditions and
 * for each set of things that callers may not see.
 */
export function planCache(graph: Graph, { metrics, cachePolicy, most = 2_000 }: Parts) {
  const plans = new LRUCache<string, Entry>({ max: most })
  const conditions = new LRUCache<string, string[]>({ max: most })
  /** What cannot be planned is not tried again: trying is what costs. */
  const refusals = new LRUCache<string, GraphQLError>({ max: most })

  const planned = (
    asked: Keyed,
    variables: Readonly<Record<string, unknown>>,
    restriction: Restriction,
  ): Planned => {
    const decisive = conditions.get(asked.key) ?? conditionVariables(asked.document)
    conditions.set(asked.key, decisive)
    const outcome = outcomeOf(decisive, variables)
    const key = `${asked.key} ${asked.operationName ?? ''} ${outcome} ${restriction.fingerprint}`
    const known = plans.get(key)
    if (known) {
      metrics.planned(true)
      return known.planned
    }
    const refusal = refusals.get(key)
    if (refusal) throw refusal
    const from = performance.now()
    try {
      const fresh = inPlanSpan(() =>
        plan(graph, asked, variables, { restriction, ...(cachePolicy && { cachePolicy }) }),
      )
      plans.set(key, { planned: fresh, asked, variables })

      return fresh
    } catch (error) {
      if (error instanceof GraphQLError && error.extensions['code'] === 'OPERATION_TOO_COMPLEX')
        refusals.set(key, error)
      throw error
    } finally {
      metrics.planned(false, performance.now() - from)
    }
  }

  return {
    /** A plan that is known or made now, with the request's variables. Throws GraphQLError for bad variables. */
    prepare(asked: Keyed, restriction: Restriction = unrestricted): Prepared {
      const variables = coerced(graph, operationOf(asked), asked.variables ?? {})
      return { ...planned(asked, variables, restriction), variables }
    },
    /** The operations used last, with nothing hidden: to plan them for the next graph before it serves. */
    recent: (count: number): Omit<Entry, 'planned'>[] =>
      [...plans.entries()]
        .filter(
          ([
            ,
            {
              planned: { forbidden },
            },
          ]) => forbidden === unrestricted.forbidden,
        )
        .slice(0, count)
        .map(([, { asked, variables }]) => ({ asked, variables })),
    /** Plans what another graph was asked, with a turn of the loop between; what this one cannot plan is left out. */
    async warm(operations: readonly Omit<Entry, 'planned'>[]): Promise<void> {
      for (const { asked, variables } of operations) {
        await nextTurn()
        const errors = validate(graph.schema, asked.document)
        if (errors.length === 0) planned(asked, variables, unrestricted)
      }
    },
    size: () => plans.size,
  }
}
