import { createHash } from 'node:crypto'
import { getOperationAST, GraphQLError, OperationTypeNode, parse, validate, type DocumentNode } from 'graphql'
import { refused } from '../errors.ts'
import type { CheckLimits } from '../limits/check.ts'
import type { ServedGraph } from '../served-graph.ts'
import type { Caller } from '../trust/caller.ts'
import { planned, type Subscription } from './subscription.ts'

/** What a client sent, by any transport. */
export type SubscriptionRequest = {
  query: string
  operationName?: string | null | undefined
  variables?: Readonly<Record<string, unknown>> | null | undefined
  /** The cursor of the last event that it has, where the transport says so. */
  lastEventId?: string | undefined
}

/** Reads what a client wants to subscribe to, within the limits of an operation; errors are for the client. */
export async function readSubscription(
  served: ServedGraph,
  { query, operationName: named, variables, lastEventId }: SubscriptionRequest,
  caller: Caller,
  limits: CheckLimits | undefined,
): Promise<Subscription | GraphQLError[]> {
  const { correlationId } = caller
  try {
    const document = limits ? limits.parse(query, correlationId) : parsed(query)
    limits?.beforeValidation(document, correlationId)
    const errors = validate(served.graph.schema, document)
    if (errors.length > 0) return errors.map((error) => coded(error, 'GRAPHQL_VALIDATION_FAILED'))

    const operation = getOperationAST(document, named)
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION)
      throw refused(
        'SUBSCRIPTION_ONLY',
        'Send queries and mutations by HTTP; this connection is for subscriptions.',
        correlationId,
      )
    const asked = {
      document,
      operationName: operation.name?.value,
      variables: variables ?? {},
      key: createHash('sha256').update(query).digest('hex'),
    }
    await limits?.beforeExecution({ ...asked, caller })

    return planned(served, asked, caller, lastEventId)
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
  new GraphQLError(error.message, {
    ...(error.nodes && { nodes: error.nodes }),
    extensions: { code, http: { status: 400 } },
  })
