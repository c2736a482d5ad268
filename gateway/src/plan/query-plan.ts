import { operationFromDocument } from '@apollo/federation-internals'
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner'
import { GraphQLError, type DocumentNode } from 'graphql'
import type { Graph } from '../graph.ts'
import { withinTime } from './within-time.ts'

/** Milliseconds. */
const longestPlanning = 3_000

/**
 * Apollo's plan of an operation. Some of the alternatives that it weighs break its own rules ("would create a cycle"),
 * and it gives up; the first one that it finds has stood wherever that was seen. Throws OPERATION_TOO_COMPLEX.
 */
export function queryPlan(graph: Graph, document: DocumentNode): QueryPlan {
  const operation = operationFromDocument(graph.api, document)
  const planned = (planner: QueryPlanner) =>
    withinTime(longestPlanning, () => planner.buildQueryPlan(operation))
  try {
    return planned(graph.planner)
  } catch (error) {
    if (error instanceof GraphQLError) throw error
    return planned(unweighing(graph))
  }
}

const planners = new WeakMap<Graph, QueryPlanner>()

/** A planner that takes the first plan. */
function unweighing(graph: Graph): QueryPlanner {
  const known =
    planners.get(graph) ?? new QueryPlanner(graph.planner.supergraph, { debug: { maxEvaluatedPlans: 1 } })
  planners.set(graph, known)

  return known
}
