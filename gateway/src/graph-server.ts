import type { GatewayExecutionResult, GatewayInterface } from '@apollo/server-gateway-interface'
import type { GraphQLSchema } from 'graphql'
import { execute } from './execute/execute.ts'
import type { SubgraphFetch } from './execute/subgraph-fetch.ts'
import type { Graph } from './graph.ts'
import { inOperationSpan } from './observe/spans.ts'
import type { Operation } from './operation.ts'
import { servedGraph, type ServedGraph, type Serving } from './served-graph.ts'

/** How many plans are made anew before another graph serves. */
const warmPlans = 200

/** The graph that the server in front serves now, and the way to exchange it while requests run. */
export type GraphServer = ReturnType<typeof graphServer>

/**
 * Apollo Server's view of us: it parses, validates and answers, we plan and execute. A request runs to its end on
 * the graph that it was validated against, whatever is swapped in meanwhile.
 */
export function graphServer(first: Graph, { fetch, ...serving }: Serving & { fetch: SubgraphFetch }) {
  const served = new WeakMap<GraphQLSchema, ServedGraph>()
  const listeners = new Set<(graph: Graph) => void>()
  const serve = (graph: Graph): ServedGraph => {
    const next = servedGraph(graph, serving)
    served.set(graph.schema, next)

    return next
  }
  let current = serve(first)

  const apollo: GatewayInterface = {
    onSchemaLoadOrUpdate(callback) {
      const listener = (graph: Graph) => callback({ apiSchema: graph.schema, coreSupergraphSdl: graph.sdl })
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    async load() {
      for (const listener of listeners) listener(current.graph)

      return {
        executor: ({ schema, document, operationName, queryHash, request, context }) =>
          inOperationSpan(async () => {
            const { plans, restrictionFor } = served.get(schema) ?? current
            const operation = context as Operation
            const prepared = plans.prepare(
              {
                document,
                key: queryHash,
                operationName: operationName ?? undefined,
                variables: request.variables,
              },
              restrictionFor(operation.caller),
            )
            operation.plan = prepared.plan
            const result: GatewayExecutionResult = await execute(prepared, {
              fetch,
              operation,
              metrics: serving.metrics,
            })

            return result
          }),
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
    async update(graph: Graph): Promise<void> {
      const next = serve(graph)
      await next.plans.warm(current.plans.recent(warmPlans))
      current = next
      for (const listener of listeners) listener(graph)
    },
  }
}
