import { createHash } from 'node:crypto'
import { getOperationAST, GraphQLError, OperationTypeNode, parse, validate, type DocumentNode } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { refused } from '../errors.ts'
import type { FetchStep } from '../execute/step.ts'
import type { Operation } from '../operation.ts'
import type { Prepared } from '../plan/prepare.ts'
import type { ServedGraph } from '../served-graph.ts'

/** A validated, planned subscription of one client. */
export type Subscription = {
  document: DocumentNode
  operationName: string | undefined
  /** Planned: how each of its events is completed by the others. */
  prepared: Prepared
  /** Who is subscribed to. */
  primary: FetchStep
}

/** Reads what a client wants to subscribe to; errors are for the client. */
export function readSubscription(
  { graph, plans, restrictionFor }: ServedGraph,
  payload: SubscribePayload,
  asking: Operation,
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
        asking.caller.correlationId,
      ),
    ]
  }
  const operationName = operation.name?.value
  const key = createHash('sha256').update(payload.query).digest('hex')
  try {
    const asked = { document, key, operationName, variables: payload.variables ?? {} }
    const prepared = plans.prepare(asked, restrictionFor(asking))
    const { primary } = prepared
    if (!primary) throw new TypeError('The planner made no subscription plan.')

    return { document, operationName, prepared, primary }
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
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
