import type { Log } from '@pactwork/kernel/runtime/log'
import { LRUCache } from 'lru-cache'
import { policyOf } from './cache/policy.ts'
import { readHints } from './cache/hints.ts'
import type { CacheSettings } from './cache/settings.ts'
import type { Graph } from './graph.ts'
import type { Metrics } from './observe/metrics.ts'
import { planCache, type PlanCache } from './plan/plan-cache.ts'
import { unrestricted, type Restriction } from './plan/prepare.ts'
import { forbiddenFor, type Forbidden } from './protect/forbidden.ts'
import { refusedOperation } from './protect/forbidden-errors.ts'
import { protectLint } from './protect/protect-lint.ts'
import { protectionOf } from './protect/protection.ts'
import { restrict } from './protect/restrict.ts'
import type { ProtectSettings } from './protect/settings.ts'
import type { Caller } from './trust/caller.ts'

/** A graph that is being served: with its plans, and with what each caller may not see of it. */
export type ServedGraph = {
  graph: Graph
  plans: PlanCache
  restrictionFor(caller: Caller): Restriction
}

export type Serving = {
  metrics: Metrics
  protect: ProtectSettings
  cache: Pick<CacheSettings, 'fields'>
  log: Pick<Log, 'warn'>
  /** Nothing is protected from anybody. */
  open: boolean
}

/** Callers differ in rights much less than in tokens. */
const mostRights = 5_000

/** Works out once what serving a graph needs. */
export function servedGraph(graph: Graph, { metrics, protect, cache, open, log }: Serving): ServedGraph {
  for (const problem of open ? [] : protectLint(graph.full, protect))
    log.warn({ problem }, 'protection of the graph')
  const hints = readHints(graph.sdl, cache.fields)
  const protection = protectionOf(graph.full, protect)
  const byRights = new LRUCache<string, Forbidden>({ max: mostRights })
  const forbiddenOf = ({ rights, user }: Caller): Forbidden => {
    const known = byRights.get(rights) ?? forbiddenFor(protection, user)
    byRights.set(rights, known)

    return known
  }

  return {
    graph,
    plans: planCache(graph, {
      metrics,
      cachePolicy: (document) => policyOf(document, graph.full, hints),
    }),
    restrictionFor(caller) {
      if (open || protection.needs.size === 0) return unrestricted
      const forbidden = forbiddenOf(caller)
      if (forbidden.fingerprint === '') return unrestricted

      return {
        forbidden,
        fingerprint: forbidden.fingerprint,
        restrict(document, operationName) {
          const part = restrict(document, operationName, graph.schema, forbidden)
          if (part.kind === 'allowed') return part.document
          throw refusedOperation(caller.token !== undefined, part.path, caller.correlationId)
        },
      }
    },
  }
}
