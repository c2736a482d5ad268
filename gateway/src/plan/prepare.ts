import { operationFromDocument } from '@apollo/federation-internals'
import type { QueryPlan } from '@apollo/query-planner'
import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  type DocumentNode,
  type GraphQLObjectType,
  type OperationDefinitionNode,
} from 'graphql'
import { shapeOf, type Shape } from '../execute/shape.ts'
import type { FetchStep, Step } from '../execute/step.ts'
import type { Graph } from '../graph.ts'
import { compile, compileFetch, coveringBy, type CompileParts } from './compile.ts'
import { resolveConditions } from './conditions.ts'
import { introspectionOf, plannable } from './plannable.ts'

/** What a caller may not see; nothing where nothing is protected. */
export type Forbidden = {
  /** `Type.field` of the API schema. */
  coordinates: ReadonlySet<string>
  /** Object types. */
  types: ReadonlySet<string>
}

export const nothingForbidden: Forbidden = { coordinates: new Set(), types: new Set() }

/** An operation planned and ready to run with any variables that lead to the same conditions. */
export type Planned = {
  graph: Graph
  root: GraphQLObjectType
  shape: Shape
  forbidden: Forbidden
  step: Step | undefined
  /** The fetch that an event takes the place of; of a subscription only. */
  primary: FetchStep | undefined
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
 * Plans an operation whose conditions have the outcome of these variables. `planned` is what may be fetched of the
 * document where something of it is forbidden; the answer keeps the shape of the whole.
 */
export function plan(
  graph: Graph,
  asked: Asked,
  variables: Readonly<Record<string, unknown>>,
  forbidden: Forbidden = nothingForbidden,
  planned: DocumentNode = asked.document,
): Planned {
  const operation = operationOf(asked)
  const parts = resolveConditions(asked.document, operation, variables)
  const permitted =
    planned === asked.document
      ? parts
      : resolveConditions(planned, operationOf({ ...asked, document: planned }), variables)
  const root = graph.schema.getRootType(operation.operation)
  if (!root) throw new TypeError(`The graph has no ${operation.operation} type.`)
  const fragments = new Map(parts.fragments.map((fragment) => [fragment.name.value, fragment]))
  const shape = shapeOf({ schema: graph.schema, fragments, forbidden: forbidden.coordinates }, [
    parts.operation.selectionSet,
  ])

  return {
    graph,
    root,
    shape,
    forbidden,
    introspection: introspectionOf(parts),
    ...stepsOf(graph, plannable(permitted)),
  }
}

function stepsOf(
  graph: Graph,
  document: DocumentNode | undefined,
): Pick<Planned, 'step' | 'primary' | 'plan'> {
  if (!document) return { step: undefined, primary: undefined, plan: undefined }
  const queryPlan = graph.planner.buildQueryPlan(operationFromDocument(graph.api, document))
  const parts: CompileParts = { covers: coveringOf(graph), cachePolicy: () => undefined }
  const { node } = queryPlan
  if (!node) return { step: undefined, primary: undefined, plan: queryPlan }
  if (node.kind === 'Subscription')
    return {
      step: node.rest && compile(node.rest, parts),
      primary: compileFetch(node.primary, parts, []),
      plan: queryPlan,
    }

  return { step: compile(node, parts), primary: undefined, plan: queryPlan }
}

const coverings = new WeakMap<Graph, CompileParts['covers']>()

function coveringOf(graph: Graph): CompileParts['covers'] {
  const known = coverings.get(graph) ?? coveringBy(graph.full)
  coverings.set(graph, known)

  return known
}

/** Conditions resolved, planned, compiled. Throws GraphQLError for variables that do not fit. */
export function prepare(graph: Graph, asked: Asked, forbidden: Forbidden = nothingForbidden): Prepared {
  const variables = coerced(graph, operationOf(asked), asked.variables ?? {})

  return { ...plan(graph, asked, variables, forbidden), variables }
}
