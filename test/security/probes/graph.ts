import {
  buildASTSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  type ASTNode,
  type ConstDirectiveNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { readFileSync } from 'node:fs'

/** The checked-in supergraph with everything in it, also what clients do not see. */
export const supergraph: GraphQLSchema = buildASTSchema(
  parse(readFileSync(new URL('../../../contracts/graph/supergraph.graphql', import.meta.url), 'utf8')),
  { assumeValid: true, assumeValidSDL: true },
)

type Declared = { astNode?: (ASTNode & { directives?: readonly ConstDirectiveNode[] }) | null | undefined }

const directivesOf = ({ astNode }: Declared, name: string): Record<string, string>[] =>
  (astNode?.directives ?? [])
    .filter((directive) => directive.name.value === name)
    .map(({ arguments: given = [] }) =>
      Object.fromEntries(
        given.map(({ name: { value: argument }, value }) => [
          argument,
          'value' in value ? String(value.value) : '',
        ]),
      ),
    )

/** Hidden from clients; a machine may ask for it at the subgraph. */
export const isHidden = (declared: Declared): boolean => directivesOf(declared, 'inaccessible').length > 0

/** The subgraphs that answer a field of `Query`, `Mutation` or `Subscription`. */
export const subgraphsOf = (field: Declared): string[] =>
  directivesOf(field, 'join__field').flatMap(({ graph }) => (graph ? [graph.toLowerCase()] : []))

/** Whether a subgraph can tell a field of a type, rather than only mention it. */
export function isToldBy(field: Declared, subgraph: string): boolean {
  const joined = directivesOf(field, 'join__field')

  return (
    joined.length === 0 ||
    joined.some(({ graph, external }) => graph?.toLowerCase() === subgraph && external !== 'true')
  )
}

/** Entities that a subgraph resolves by their key. */
export function entitiesOf(subgraph: string): GraphQLObjectType[] {
  return Object.values(supergraph.getTypeMap())
    .filter(isObjectType)
    .filter((type) =>
      directivesOf(type, 'join__type').some(
        ({ graph, key, resolvable }) =>
          graph?.toLowerCase() === subgraph && key !== undefined && resolvable !== 'false',
      ),
    )
}

/** The key of every entity of the graph is its id; a probe of another key would need another sample. */
export const keysOf = (type: GraphQLObjectType): string[] =>
  directivesOf(type, 'join__type').flatMap(({ key }) => (key === undefined ? [] : [key]))

export type RootField = GraphQLField<unknown, unknown>

export const queries = (): RootField[] => Object.values(supergraph.getQueryType()?.getFields() ?? {})
export const mutations = (): RootField[] => Object.values(supergraph.getMutationType()?.getFields() ?? {})
export const subscriptions = (): RootField[] =>
  Object.values(supergraph.getSubscriptionType()?.getFields() ?? {})

/** Where a field takes an id: the argument, or the way to it through input objects and lists. */
export type IdPath = readonly string[]

/** Every place in which a field takes an id. `idempotencyKey` names the call and not a thing. */
export const idPaths = (field: RootField): IdPath[] =>
  field.args
    .filter(({ name }) => name !== 'idempotencyKey')
    .flatMap((argument) => pathsIn(argument.type).map((path) => [argument.name, ...path]))

function pathsIn(type: GraphQLInputType): string[][] {
  const named = getNamedType(type)
  if (named.name === 'ID') return [[]]
  if (!isInputObjectType(named)) return []

  return Object.values(named.getFields()).flatMap((field) =>
    pathsIn(field.type).map((path) => [field.name, ...path]),
  )
}

type Given = Pick<GraphQLArgument | GraphQLInputField, 'name' | 'type'>

/** What to give in one place: undefined leaves an optional one out. */
export type Fill = (given: Given, path: IdPath) => unknown

/** Arguments of a field with everything that `fill` gives; an optional object only where a probed id is inside. */
export const argumentsFor = (
  field: RootField,
  probed: readonly IdPath[],
  fill: Fill,
): Record<string, unknown> => {
  const onTheWay = (path: IdPath) => probed.some((id) => path.every((step, index) => id[index] === step))
  const filled: Fill = (given, path) => {
    const named = getNamedType(given.type)
    if (!isInputObjectType(named)) return fill(given, path)

    return isNonNullType(given.type) || onTheWay(path)
      ? objectFor(Object.values(named.getFields()), filled, path)
      : undefined
  }

  return objectFor(field.args, filled, [])
}

const objectFor = (fields: readonly Given[], fill: Fill, path: IdPath): Record<string, unknown> =>
  Object.fromEntries(
    fields
      .map((given) => [given.name, listed(given, fill(given, [...path, given.name]))] as const)
      .filter(([, value]) => value !== undefined),
  )

const listed = ({ type }: Given, value: unknown): unknown =>
  value !== undefined && isListType(getNullableType(type)) && !Array.isArray(value) ? [value] : value
