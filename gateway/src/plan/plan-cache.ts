import { LRUCache } from 'lru-cache'
import type { Metrics } from '../observe/metrics.ts'
import type { Graph } from '../graph.ts'
import { conditionVariables, outcomeOf } from './conditions.ts'
import {
  coerced,
  nothingForbidden,
  operationOf,
  plan,
  type Asked,
  type Forbidden,
  type Planned,
  type Prepared,
} from './prepare.ts'

/** What the caller may not see of an operation, and what of its document may be fetched then. */
export type Restriction = {
  forbidden: Forbidden
  /** Names the set of forbidden things; empty for none. */
  fingerprint: string
  /** Asked only where a plan has to be made. Throws where the operation is refused. */
  restrict(asked: Asked): Asked['document']
}

export const unrestricted: Restriction = {
  forbidden: nothingForbidden,
  fingerprint: '',
  restrict: ({ document }) => document,
}

/** An operation and a text that names its document among all others, such as the hash of its source. */
export type Keyed = Asked & { key: string }

type Entry = { planned: Planned; asked: Keyed; variables: Readonly<Record<string, unknown>> }

export type PlanCache = ReturnType<typeof planCache>

/**
 * The plans of one graph, the most used ones kept. One operation has a plan for each outcome of its conditions and
 * for each set of things that callers may not see.
 */
export function planCache(graph: Graph, metrics: Pick<Metrics, 'planned'>, { most = 2_000 } = {}) {
  const plans = new LRUCache<string, Entry>({ max: most })
  const conditions = new LRUCache<string, string[]>({ max: most })

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
    const from = performance.now()
    const fresh = plan(graph, asked, variables, restriction.forbidden, restriction.restrict(asked))
    metrics.planned(false, performance.now() - from)
    plans.set(key, { planned: fresh, asked, variables })

    return fresh
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
          ]) => forbidden === nothingForbidden,
        )
        .slice(0, count)
        .map(([, { asked, variables }]) => ({ asked, variables })),
    /** Plans what another graph was asked; what this one cannot plan is left out. */
    warm(operations: readonly Omit<Entry, 'planned'>[]): number {
      return operations.filter(({ asked, variables }) => {
        try {
          planned(asked, variables, unrestricted)
          return true
        } catch {
          return false
        }
      }).length
    },
    size: () => plans.size,
  }
}
