import {
  buildSchema,
  execute,
  isListType,
  isNonNullType,
  parse,
  print,
  printSchema,
  responsePathAsArray,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { pathKey, type ResponsePath, type Truth } from './agreement.ts'
import { fieldType, isThing, type Thing, type World } from './world.ts'
import type { Domain } from './domain.ts'

export type Asked = { document: DocumentNode; variables: Record<string, unknown> }

export type Monolith = {
  answer(asked: Asked): Promise<ExecutionResult>
  /** What may be said of its errors; those below a place that is null already are known, too. */
  truth(asked: Asked): Promise<Truth>
}

type Context = { mutations: number; missing: ResponsePath[]; came: Came[] }
type Came = { id: string; path: ResponsePath }

/** The whole graph in one process, by graphql-js alone. */
export function monolithOf(domain: Domain, world: World): Monolith {
  const schema = buildSchema(printSchema(domain.schema), { assumeValidSDL: true })
  const forgiving = withoutNonNull(schema)
  const resolver: GraphQLFieldResolver<unknown, Context> = (source, args, context, info) => {
    const thing = isThing(source)
      ? source
      : { kind: info.parentType.name, id: turn(info.parentType.name, context) }
    const value = world.value(thing, info.fieldName, args)
    const path = responsePathAsArray(info.path)
    missing(value, fieldType(domain, thing.kind, info.fieldName), path, context.missing)
    context.came.push(...things(value).map(({ id }) => ({ id, path })))

    return value
  }
  const run = async (on: GraphQLSchema, { document, variables }: Asked) => {
    const contextValue: Context = { mutations: 0, missing: [], came: [] }
    const result = await execute({
      schema: on,
      document,
      variableValues: variables,
      contextValue,
      fieldResolver: resolver,
      typeResolver: (value) => (isThing(value) ? value.kind : undefined),
    })

    return { result, missing: contextValue.missing, came: contextValue.came }
  }

  return {
    answer: async (asked) => (await run(schema, asked)).result,
    async truth(asked) {
      const { result, missing: nulls, came } = await run(forgiving, asked)
      const paths = [...nulls, ...(result.errors ?? []).map(({ path }) => path ?? [])]

      return {
        everyError: new Set(paths.map(pathKey)),
        isOfRequired: (message) => domain.requiredFields().has(message.split(' of ')[0] ?? ''),
        isOfThingThere: (message, path) =>
          came.some(
            (one) =>
              message.endsWith(` of ${one.id} fails`) &&
              path.slice(0, -1).every((key, index) => one.path[index] === key),
          ),
      }
    },
  }
}

/** Root fields of a mutation come after each other: what each answers depends on its turn. */
export const turn = (root: string, context: { mutations: number }): string =>
  root === 'Mutation' ? `turn ${context.mutations++}` : 'root'

const things = (value: unknown): Thing[] =>
  Array.isArray(value) ? value.flatMap(things) : isThing(value) ? [value] : []

/** Nulls where the real schema has none. */
function missing(value: unknown, type: GraphQLOutputType, path: ResponsePath, found: ResponsePath[]): void {
  if (isNonNullType(type) && value === null) found.push(path)
  const nullable = isNonNullType(type) ? type.ofType : type
  if (!isListType(nullable) || !Array.isArray(value)) return
  for (const [index, item] of value.entries()) missing(item, nullable.ofType, [...path, index], found)
}

/** The same schema with nullable answers only; what goes in stays as it is. */
function withoutNonNull(schema: GraphQLSchema): GraphQLSchema {
  const document = visit(parse(printSchema(schema)), {
    InputValueDefinition: () => false,
    NonNullType: { leave: (node) => node.type },
  })

  return buildSchema(print(document), { assumeValidSDL: true })
}
