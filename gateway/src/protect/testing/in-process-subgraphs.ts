import { buildSubgraphSchema } from '@apollo/subgraph'
import {
  graphql,
  isAbstractType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
  type GraphQLFieldResolver,
  type GraphQLSchema,
} from 'graphql'
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
    for (const coordinate of coordinatesOf(schema, document)) seen.asked.add(coordinate)
    const { data, errors } = await graphql({ schema, source: document, variableValues, contextValue: seen })

    return {
      data: data ? { ...data } : null,
      ...(errors && { errors: errors.map((error) => error.toJSON()) }),
    }
  }

  return { fetch, seen }
}

/** What is asked of an abstract type is asked of each of its objects. */
function coordinatesOf(schema: GraphQLSchema, document: string): string[] {
  const found: string[] = []
  const info = new TypeInfo(schema)
  visit(
    parse(document),
    visitWithTypeInfo(info, {
      Field({ name: { value } }) {
        const parent = info.getParentType()
        if (!parent || value.startsWith('_')) return
        const objects = isAbstractType(parent) ? schema.getPossibleTypes(parent) : [parent]
        found.push(...objects.map(({ name }) => `${name}.${value}`))
      },
    }),
  )

  return found
}

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
