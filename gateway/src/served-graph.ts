import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface'
import type { GraphQLSchema } from 'graphql'
import { execute } from './execute/execute.ts'
import type { SubgraphFetch } from './execute/subgraph-fetch.ts'
import type { Graph } from './graph.ts'
import type { Metrics } from './observe/metrics.ts'
import type { Operation } from './operation.ts'
import { planCache, unrestricted, type PlanCache, type Restriction } from './plan/plan-cache.ts'

/** A graph that is being served: with its plans, and with what each caller may not see of it. */
export type ServedGraph = {
  graph: Graph
  plans: PlanCache
  restrictionFor(operation: Operation): Restriction
}

export type Serving = {
  fetch: SubgraphFetch
  metrics: Metrics
  /** How many plans are kept, and how many of them are made anew before another graph serves. */
  mostPlans?: number
  warmPlans?: number
}

/** The graph that the server in front serves now, and the way to exchange it while requests run. */
export type GraphServer = ReturnType<typeof graphServer>

/**
 * Apollo Server's view of us: it parses, validates and answers, we plan and execute. A request runs to its end on
 * the graph that it was validated against, whatever is swapped in meanwhile.
 */
export function graphServer(first: Graph, { fetch, metrics, mostPlans = 2_000, warmPlans = 200 }: Serving) {
  const served = new WeakMap<GraphQLSchema, ServedGraph>()
  const listeners = new Set<(graph: Graph) => void>()
  const serving = (graph: Graph): ServedGraph => {
    const next = {
      graph,
      plans: planCache(graph, metrics, { most: mostPlans }),
      restrictionFor: () => unrestricted,
    }
    served.set(graph.schema, next)
    return next
  }
  let current = serving(first)

  const apollo: GatewayInterface = {
    onSchemaLoadOrUpdate(callback) {
      const listener = (graph: Graph) => callback({ apiSchema: graph.schema, coreSupergraphSdl: graph.sdl })
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async load() {
      for (const listener of listeners) listener(current.graph)

      return {
        async executor({ schema, document, operationName, queryHash, request, context }) {
          const { plans, restrictionFor } = served.get(schema) ?? current
          const operation = context as Operation
          const asked = {
            document,
            key: queryHash,
            operationName: operationName ?? undefined,
            variables: request.variables,
          }
          const prepared = plans.prepare(asked, restrictionFor(operation))
          const result: GatewayExecutionResult = await execute(prepared, { fetch, operation, metrics })

          return result
        },
      }
    },
    async stop() {
      listeners.clear()
    },
  }

  return {
    apollo,
    current: (): ServedGraph => current,
    /** Serves another graph from now on; what was asked most of the former one is planned for it first. */
    update(graph: Graph): void {
      const recent = current.plans.recent(warmPlans)
      const next = serving(graph)
      next.plans.warm(recent)
      current = next
      for (const listener of listeners) listener(graph)
    },
  }
}
