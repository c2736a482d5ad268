import { createHash } from 'node:crypto'
import { getOperationAST, GraphQLError, OperationTypeNode, parse, validate, type DocumentNode } from 'graphql'
import type { SubscribePayload } from 'graphql-ws'
import { refused } from '../errors.ts'
import type { FetchStep } from '../execute/step.ts'
import type { CheckLimits } from '../limits/check.ts'
import type { Prepared } from '../plan/prepare.ts'
import type { ServedGraph } from '../served-graph.ts'
import type { Caller } from '../trust/caller.ts'

/** A validated, planned subscription of one client. */
export type Subscription = {
  document: DocumentNode
  operationName: string | undefined
  /** Planned: how each of its events is completed by the others. */
  prepared: Prepared
  /** Who is subscribed to. */
  primary: FetchStep
}

/** Reads what a client wants to subscribe to, within the limits of an operation; errors are for the client. */
export async function readSubscription(
  { graph, plans, restrictionFor }: ServedGraph,
  payload: SubscribePayload,
  caller: Caller,
  limits: CheckLimits | undefined,
): Promise<Subscription | GraphQLError[]> {
  try {
    const document = limits ? limits.parse(payload.query, caller.correlationId) : parsed(payload.query)
    limits?.beforeValidation(document, caller.correlationId)
    const errors = validate(graph.schema, document)
    if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'))

    const operation = getOperationAST(document, payload.operationName)
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw refused(
        'SUBSCRIPTION_ONLY',
        'Send queries and mutations by HTTP; this connection is for subscriptions.',
        caller.correlationId,
      )
    const operationName = operation.name?.value
    const variables = payload.variables ?? {}
    await limits?.beforeExecution({ document, operationName, variables, caller })

    const key = createHash('sha256').update(payload.query).digest('hex')
    const prepared = plans.prepare({ document, key, operationName, variables }, restrictionFor(caller))
    const { primary } = prepared
    if (!primary) throw new TypeError('The planner made no subscription plan.')

    return { document, operationName, prepared, primary }
  } catch (error) {
    if (error instanceof GraphQLError) return [error]
    throw error
  }
}

function parsed(query: string): DocumentNode {
  try {
    return parse(query)
  } catch (error) {
    throw error instanceof GraphQLError ? coded(error, 'GRAPHQL_PARSE_FAILED') : error
  }
}

const coded = (error: GraphQLError, code: string): GraphQLError =>
  new GraphQLError(error.message, { ...(error.nodes && { nodes: error.nodes }), extensions: { code } })
