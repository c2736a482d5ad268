import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  getNamedType,
  getOperationAST,
  graphql,
  isAbstractType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { collectFields, collectSubfields } from 'graphql/execution/collectFields.js'
import { z } from 'zod'
import type { SubgraphFetch } from '../../execute/subgraph-fetch.ts'
import { guardedSubgraphs, objects, roots } from './guarded-subgraphs.ts'

/** What the subgraphs were asked. */
export type Seen = {
  /** `Type.field` of the objects that were there. */
  fields: Set<string>
  /** `Type.field` of all objects that could have been there, by the documents. */
  asked: Set<string>
  documents: string[]
}

/** The subgraphs of the sample as a function, which notes each field that it is asked for. */
export function inProcessSubgraphs(): { fetch: SubgraphFetch; seen: Seen } {
  const seen: Seen = { fields: new Set(), asked: new Set(), documents: [] }
  const fetch: SubgraphFetch = async ({ subgraph, document, variables: variableValues }) => {
    seen.documents.push(document)
    const schema = schemas.get(subgraph)
    if (!schema) throw new Error(`There is no subgraph ${subgraph}.`)
    for (const coordinate of coordinatesOf(schema, parse(document), variableValues))
      seen.asked.add(coordinate)
    const { data, errors } = await graphql({ schema, source: document, variableValues, contextValue: seen })

    return {
      data: data ? { ...data } : null,
      ...(errors && { errors: errors.map((error) => error.toJSON()) }),
    }
  }

  return { fetch, seen }
}

/** What is asked of an abstract type is asked of each of its objects; what a fragment asks, of those at its spread. */
function coordinatesOf(schema: GraphQLSchema, document: DocumentNode, variables: Values): Set<string> {
  const operation = getOperationAST(document)
  const root = operation && schema.getRootType(operation.operation)
  if (!root) throw new Error('There is no such operation.')
  const fragments = Object.fromEntries(
    document.definitions.flatMap((one) =>
      one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one]] : [],
    ),
  )
  const found = new Set<string>()
  const walk = (object: GraphQLObjectType, fields: ReadonlyMap<string, readonly FieldNode[]>): void => {
    for (const nodes of fields.values()) {
      const name = nodes[0]?.name.value ?? ''
      if (!name.startsWith('_')) found.add(`${object.name}.${name}`)
      const field = object.getFields()[name]
      for (const below of field ? objectsOf(schema, getNamedType(field.type)) : [])
        walk(below, collectSubfields(schema, fragments, variables, below, nodes))
    }
  }
  walk(root, collectFields(schema, fragments, variables, root, operation.selectionSet))

  return found
}

const objectsOf = (schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] =>
  isAbstractType(type) ? schema.getPossibleTypes(type) : isObjectType(type) ? [type] : []

type Values = Readonly<Record<string, unknown>>
type Value = Record<string, unknown>

type Representation = { __typename: string; id?: string | undefined }

const entities = z.object({
  representations: z.array(z.looseObject({ __typename: z.string(), id: z.string().optional() })),
})

function answering(text: string): GraphQLSchema {
  const schema = buildSubgraphSchema(parse(text))
  const rootTypes = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()]
  for (const type of Object.values(schema.getTypeMap()).filter(isObjectType)) {
    const isRoot = rootTypes.includes(type)
    for (const field of Object.values(type.getFields())) {
      if (field.name === '_entities')
        field.resolve = (_source, args) =>
          entities.parse(args).representations.map((one) => objectOf(schema, one))
      else if (!field.name.startsWith('_') && !type.name.startsWith('_')) field.resolve = noting(isRoot)
    }
  }

  return schema
}

/** The object with what the representation brought; a member is a user or a bot by its id, where these are known. */
function objectOf(schema: GraphQLSchema, { __typename, id, ...brought }: Representation): Value | null {
  if (id === undefined) return null
  const real = __typename === 'Member' ? (id.startsWith('u') ? 'User' : 'Bot') : __typename

  return { ...stored(real, id), ...brought, __typename: schema.getType(real) ? real : __typename }
}

const stored = (type: string, id: string): Value => ({
  ...objects[type]?.[id],
  id,
  __typename: type,
  real: type,
})

const noting =
  (isRoot: boolean): GraphQLFieldResolver<Value | undefined, Seen> =>
  (source, _args, seen, { fieldName, parentType }) => {
    seen.fields.add(`${isRoot ? parentType.name : String(source?.['real'])}.${fieldName}`)

    return resolved(isRoot ? roots[fieldName] : valueOf(source ?? {}, fieldName))
  }

/** Computed of what the gateway brought, or as it is stored. */
function valueOf(source: Value, field: string): unknown {
  switch (field) {
    case 'cost':
      return z.number().parse(source['margin']) * 2
    case 'forecast':
      return z.number().parse(source['cost']) + 1
    case 'summary':
      return `sum of ${String(source['note'])}`
    default:
      return source[field]
  }
}

function resolved(value: unknown): unknown {
  if (!Array.isArray(value)) return value
  const [type, id] = value
  if (typeof type === 'string' && typeof id === 'string' && Object.hasOwn(objects, type))
    return stored(type, id)

  return value.map(resolved)
}

const schemas = new Map(
  Object.entries(guardedSubgraphs).map(([name, text]) => [name, answering(text)] as const),
)
