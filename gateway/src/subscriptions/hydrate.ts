import { buildOperationContext, executeQueryPlan, type GraphQLDataSource } from '@apollo/gateway'
import type { ExecutionResult, FormattedExecutionResult } from 'graphql'
import { maskedError } from '../errors.ts'
import type { Operation } from '../operation.ts'
import type { Subscription } from './subscription.ts'

type Services = ReadonlyMap<string, GraphQLDataSource<Operation>>
type RequestContext = Parameters<typeof executeQueryPlan>[2]

/** Completes one event of the owner with what the other subgraphs know of it, as the client selected. */
export async function hydrate(
  { graph, plan, document, operationName, variables }: Subscription,
  event: FormattedExecutionResult,
  services: Services,
  operation: Operation,
): Promise<ExecutionResult> {
  const result = await executeQueryPlan(
    plan.perEvent,
    Object.fromEntries(withEvent(services, plan.primary, event)),
    requestContext({ document, variables, operationName, operation }),
    buildOperationContext({
      schema: graph.schema,
      operationDocument: document,
      ...(operationName && { operationName }),
    }),
    graph.full,
    graph.api,
  )
  const errors = result.errors?.map((error) => maskedError(error.toJSON(), operation.caller.correlationId))

  return { data: result.data ?? null, ...(errors && { errors }) }
}

/** The owner's data source answers the primary fetch with the event and everything else by a real call. */
function withEvent(
  services: Services,
  primary: Subscription['plan']['primary'],
  event: FormattedExecutionResult,
): Services {
  const owner = services.get(primary.serviceName)
  if (!owner) throw new Error(`The supergraph has no subgraph ${primary.serviceName}.`)

  const answering: GraphQLDataSource<Operation> = {
    async process(options) {
      return options.request.query === primary.operation
        ? { data: structuredClone(event.data) ?? null, ...(event.errors && { errors: event.errors }) }
        : owner.process(options)
    },
  }

  return new Map([...services, [primary.serviceName, answering]])
}

type Parts = Pick<Subscription, 'document' | 'variables' | 'operationName'> & { operation: Operation }

/** The executor reads request, context, logger and metrics; the type asks for a whole HTTP request. */
function requestContext({ variables, operationName, operation }: Parts): RequestContext {
  return {
    request: { variables, operationName },
    context: operation,
    logger: operation.log,
    metrics: {},
  } as unknown as RequestContext
}
