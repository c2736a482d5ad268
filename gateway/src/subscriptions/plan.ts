import { operationFromDocument } from '@apollo/federation-internals'
import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner'
import type { DocumentNode } from 'graphql'
import type { Graph } from '../graph.ts'

/** How a subscription is served: who is subscribed to, and how each of its events is completed by the others. */
export type SubscriptionPlan = { primary: FetchNode; perEvent: QueryPlan }

/** Plans once per subscription. The event takes the place of the primary fetch in the plan that runs per event. */
export function planSubscription(
  graph: Graph,
  document: DocumentNode,
  operationName?: string,
): SubscriptionPlan {
  const operation = operationFromDocument(
    graph.api,
    document,
    operationName === undefined ? {} : { operationName },
  )
  const { node } = graph.planner.buildQueryPlan(operation)
  if (node?.kind !== 'Subscription') throw new Error('The planner made no subscription plan.')

  return { primary: node.primary, perEvent: { kind: 'QueryPlan', node: sequence(node.primary, node.rest) } }
}

const sequence = (primary: FetchNode, rest?: PlanNode): PlanNode =>
  rest ? { kind: 'Sequence', nodes: [primary, rest] } : primary
