import { buildSubgraphSchema } from '@apollo/subgraph'
import type { SubgraphSchema } from '@pactwork/gateway/compose/read-subgraphs'
import type { SubgraphAnswer, SubgraphFetch } from '@pactwork/gateway/execute/subgraph-fetch'
import { execute, isObjectType, parse, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql'
import { declarationsOf, type Declarations } from './declarations.ts'
import { turn } from './monolith.ts'
import { derived, isThing, picked, type Thing, type World } from './world.ts'

/** A thing as a subgraph sees it: what it was told of it by the caller, and what it may answer for others. */
type Seen = Thing & { __typename: string; given: Record<string, unknown>; provided: readonly string[] }
type Context = { mutations: number }

/** The subgraphs, each in this process; every call of one operation counts its mutations together. */
export function subgraphsOf(subgraphs: readonly SubgraphSchema[], world: World): () => SubgraphFetch {
  const declarations = declarationsOf(subgraphs)
  const schemas = new Map(
    subgraphs.map((subgraph) => [subgraph.name, schemaOf(subgraph, declarations, world)]),
  )
  const resolvers = new Map(subgraphs.map(({ name }) => [name, resolverOf(name, declarations, world)]))
  const parsed = new Map<string, ReturnType<typeof parse>>()

  return () => {
    const contextValue: Context = { mutations: 0 }

    return async ({ subgraph, document: text, operationName, variables }) => {
      const schema = schemas.get(subgraph)
      if (!schema) throw new Error(`There is no subgraph ${subgraph}.`)
      const document = parsed.get(text) ?? parse(text)
      parsed.set(text, document)
      const result = await execute({
        schema,
        document,
        operationName,
        variableValues: overTheWire(variables),
        contextValue,
        fieldResolver: resolvers.get(subgraph),
        typeResolver: (value) => (isThing(value) ? value.kind : undefined),
      })

      return overTheWire<SubgraphAnswer>({
        data: result.data ?? null,
        ...(result.errors && { errors: result.errors.map((error) => error.toJSON()) }),
      })
    }
  }
}

const overTheWire = <Value>(value: Value): Value => JSON.parse(JSON.stringify(value))

function schemaOf(
  { name, typeDefs }: SubgraphSchema,
  declarations: Declarations,
  world: World,
): GraphQLSchema {
  const keyed = [...(declarations.get(name) ?? [])].filter(([, { keys }]) => keys.length > 0)
  const resolvers = Object.fromEntries(
    keyed.map(([type]) => [
      type,
      {
        async __resolveReference(representation: Record<string, unknown>): Promise<Seen | null> {
          const thing = world.find(type, representation)
          // A part of the key may be null because something else that was asked of it failed.
          if (!thing && JSON.stringify(representation).includes('null')) return null
          if (!thing)
            throw new Error(`${name} was asked for an unknown ${type}: ${JSON.stringify(representation)}`)
          const gap = world.gapOf(name, thing)
          if (gap === 'failing') throw new Error(`${name} fails for ${thing.id}`)

          return gap === 'unknown' ? null : seen(thing, { given: representation })
        },
      },
    ]),
  )

  return buildSubgraphSchema([{ typeDefs, resolvers }])
}

const seen = (thing: Thing, parts: Partial<Pick<Seen, 'given' | 'provided'>> = {}): Seen => ({
  given: {},
  provided: [],
  ...parts,
  kind: thing.kind,
  id: thing.id,
  __typename: thing.kind,
})

function resolverOf(
  subgraph: string,
  declarations: Declarations,
  world: World,
): GraphQLFieldResolver<unknown, Context> {
  const types = declarations.get(subgraph)

  return (source, args, context, { parentType, fieldName }) => {
    const root: Thing = { kind: parentType.name, id: '' }
    const thing = isSeen(source) ? source : seen({ ...root, id: turn(parentType.name, context) })
    const field = isObjectType(parentType) ? types?.get(parentType.name)?.fields.get(fieldName) : undefined
    if (field?.external && !thing.provided.includes(fieldName))
      throw new Error(`${subgraph} was asked for ${parentType.name}.${fieldName}, which is external`)
    if (field?.requires) {
      const gap = world.gapOf(subgraph, thing)
      if (gap === undefined) return derived(picked(thing.given, field.requires), args)
    }

    return handedOn(world.value(thing, fieldName, args), field?.provides ?? [])
  }
}

function handedOn(value: unknown, provided: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item: unknown) => handedOn(item, provided))

  return isThing(value) ? seen(value, { provided }) : value
}

const isSeen = (value: unknown): value is Seen => isThing(value) && 'given' in value
