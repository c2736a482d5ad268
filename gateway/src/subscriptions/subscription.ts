import { getOperationAST, GraphQLError, OperationTypeNode, parse, validate, type DocumentNode } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { refused } from '../errors.ts'
import type { Graph } from '../graph.ts'
import { planSubscription, type SubscriptionPlan } from './plan.ts'

/** A validated, planned subscription of one client. */
export type Subscription = {
  graph: Graph
  document: DocumentNode
  operationName: string | undefined
  variables: Record<string, unknown>
  plan: SubscriptionPlan
}

/** Reads what a client wants to subscribe to; errors are for the client. */
export function readSubscription(
  graph: Graph,
  payload: SubscribePayload,
  correlationId: string,
): Subscription | GraphQLError[] {
  const document = parsed(payload.query)
  if (document instanceof GraphQLError) return [document]

  const errors = validate(graph.schema, document)
  if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'))

  const operation = getOperationAST(document, payload.operationName)
  if (operation?.operation !== OperationTypeNode.SUBSCRIPTION) {
    return [
      refused(
        'SUBSCRIPTION_ONLY',
        'Send queries and mutations by HTTP; this connection is for subscriptions.',
        correlationId,
      ),
    ]
  }
  const operationName = operation.name?.value

  return {
    graph,
    document,
    operationName,
    variables: payload.variables ?? {},
    plan: planSubscription(graph, document, operationName),
  }
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: 15_000 })
  } catch (error) {
    if (error instanceof GraphQLError) return coded(error, 'GRAPHQL_PARSE_FAILED')
    throw error
  }
}

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { ...(error.nodes && { nodes: error.nodes }), extensions: { code } })
