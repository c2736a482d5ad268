import type { QueryPlan } from '@apollo/query-planner'
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql'
import { shapeOf, type Shape } from '../execute/shape.ts'
import type { FetchStep, Step } from '../execute/step.ts'
import type { CachePolicy } from '../execute/subgraph-fetch.ts'
import type { Graph } from '../graph.ts'
import { compile, compileFetch, type CompileParts } from './compile.ts'
import { resolveConditions, type Resolved } from './conditions.ts'
import { asFeed, type FeedPlan } from './feed.ts'
import { feedPages } from './feed-pages.ts'
import { withoutForeignConditions } from './interface-objects.ts'
import { introspectionOf, plannable } from './plannable.ts'
import { inMutationOrder } from './mutation-order.ts'
import { queryPlan } from './query-plan.ts'
import { typeConditions, type TypeConditions } from './type-conditions.ts'

/** What a caller may not see; nothing where nothing is protected. */
export type Forbidden = {
  /** `Type.field` of the API schema. */
  coordinates: ReadonlySet<string>
  /** Object types. */
  types: ReadonlySet<string>
}

/** What a caller may not see of an operation, and what of it may be fetched then. */
export type Restriction = {
  forbidden: Forbidden
  /** The same for all who may not see the same; empty where nothing is forbidden. */
  fingerprint: string
  /**
   * Takes what may not be fetched out of an operation whose conditions are resolved. Throws where the operation is
   * refused. Asked only when a plan has to be made.
   */
  restrict(document: DocumentNode, operationName: string | undefined): DocumentNode
}

export const unrestricted: Restriction = {
  forbidden: { coordinates: new Set(), types: new Set() },
  fingerprint: '',
  restrict: (document) => document,
}

/** What planning needs beside the graph. */
export type PlanParts = {
  restriction?: Restriction
  /** How long the answer of a planned fetch, given by its document, may be kept. */
  cachePolicy?: (document: string) => CachePolicy | undefined
}

/** An operation planned and ready to run with any variables that lead to the same conditions. */
export type Planned = {
  graph: Graph
  root: GraphQLObjectType
  shape: Shape
  forbidden: Forbidden
  step: Step | undefined
  /** The fetch that an event takes the place of; of a subscription only. */
  primary: FetchStep | undefined
  /** Of a subscription that can be resumed. */
  feed: FeedPlan | undefined
  introspection: DocumentNode | undefined
  /** Apollo's plan, for people. */
  plan: QueryPlan | undefined
}

/** A planned operation with the variables of one request, coerced. */
export type Prepared = Planned & { variables: Readonly<Record<string, unknown>> }

export type Asked = {
  document: DocumentNode
  operationName?: string | undefined
  variables?: Readonly<Record<string, unknown>> | undefined
}

/** Variables by the schema's types, defaults filled in. Throws the first thing that is wrong, as BAD_USER_INPUT. */
export function coerced(
  { schema }: Graph,
  operation: OperationDefinitionNode,
  variables: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const definitions = operation.variableDefinitions ?? []
  if (definitions.length === 0) return {}
  const result = getVariableValues(schema, definitions, variables, { maxErrors: 5 })
  if (result.coerced) return result.coerced
  const [first] = result.errors ?? []
  throw new GraphQLError(first?.message ?? 'The variables are not valid.', {
    ...(first?.nodes && { nodes: first.nodes }),
    extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
  })
}

/** The operation of a document that was validated; the caller has checked that it is there. */
export function operationOf({ document, operationName }: Asked): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName)
  if (!operation) {
    throw new GraphQLError('Name the one operation of the document that is to be carried out.', {
      extensions: { code: 'OPERATION_RESOLUTION_FAILURE', http: { status: 400 } },
    })
  }

  return operation
}

/**
 * Plans an operation whose conditions have the outcome of these variables. The answer keeps the shape of the whole
 * operation, whatever of it may not be fetched.
 */
export function plan(
  graph: Graph,
  asked: Asked,
  variables: Readonly<Record<string, unknown>>,
  { restriction = unrestricted, cachePolicy = () => undefined }: PlanParts = {},
): Planned {
  const operation = operationOf(asked)
  const root = graph.schema.getRootType(operation.operation)
  if (!root) throw new TypeError(`The graph has no ${operation.operation} type.`)
  const resolved = resolveConditions(asked.document, operation, variables)
  const fragments = new Map(resolved.fragments.map((fragment) => [fragment.name.value, fragment]))
  const { forbidden } = restriction
  const asking = plannable(permitted(resolved, restriction))
  const { document, feed } =
    asking && operation.operation === OperationTypeNode.SUBSCRIPTION
      ? asFeed(graph.schema, asking, forbidden.coordinates)
      : { document: asking, feed: undefined }

  const steps = stepsOf(graph, document, cachePolicy)
  const { primary } = steps

  return {
    graph,
    root,
    shape: shapeOf({ schema: graph.schema, fragments, forbidden: forbidden.coordinates }, [
      resolved.operation.selectionSet,
    ]),
    forbidden,
    feed: feed && primary ? { ...feed, pages: feedPages(graph.full, feed.field, feed.key, primary) } : feed,
    introspection: introspectionOf(resolved),
    ...steps,
  }
}

function permitted(resolved: Resolved, { fingerprint, restrict }: Restriction): Resolved {
  if (fingerprint === '') return resolved
  const { operation, fragments } = resolved
  const document = restrict(
    { kind: Kind.DOCUMENT, definitions: [operation, ...fragments] },
    operation.name?.value,
  )

  return {
    operation: operationOf({ document, operationName: operation.name?.value }),
    fragments: document.definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION),
  }
}

function stepsOf(
  graph: Graph,
  document: DocumentNode | undefined,
  cachePolicy: NonNullable<PlanParts['cachePolicy']>,
): Pick<Planned, 'step' | 'primary' | 'plan'> {
  if (!document) return { step: undefined, primary: undefined, plan: undefined }
  const planned = queryPlan(graph, withoutForeignConditions(graph, inMutationOrder(document)))
  const parts: CompileParts = { ...conditionsOf(graph), cachePolicy }
  const { node } = planned
  if (!node) return { step: undefined, primary: undefined, plan: planned }
  if (node.kind === 'Subscription')
    return {
      step: node.rest && compile(node.rest, parts),
      primary: compileFetch(node.primary, parts, []),
      plan: planned,
    }

  return { step: compile(node, parts), primary: undefined, plan: planned }
}

const conditions = new WeakMap<Graph, TypeConditions>()

function conditionsOf(graph: Graph): TypeConditions {
  const known = conditions.get(graph) ?? typeConditions(graph.full)
  conditions.set(graph, known)

  return known
}

/** Conditions resolved, planned, compiled. Throws GraphQLError for variables that do not fit. */
export function prepare(graph: Graph, asked: Asked, parts: PlanParts = {}): Prepared {
  const variables = coerced(graph, operationOf(asked), asked.variables ?? {})

  return { ...plan(graph, asked, variables, parts), variables }
}
