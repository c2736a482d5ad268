import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isNonNullType,
  isObjectType,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
} from 'graphql'
import { asksForNothing } from './condition.ts'
import { argumentsOf, directiveNames, type DirectiveNames } from './directive-names.ts'
import { objectsMayBeNull } from './places.ts'
import { directivesOf, protectionOf, type Protection } from './protection.ts'
import { coordinatesIn, fieldSet } from './required-fields.ts'
import type { ProtectSettings } from './settings.ts'

type Fields = GraphQLObjectType | GraphQLInterfaceType

/** What deserves a line when a supergraph is loaded: legal, but likely not meant. Sorted. */
export function protectLint(full: GraphQLSchema, settings: ProtectSettings): string[] {
  const protection = protectionOf(full, settings)
  const names = directiveNames(full)
  const types = Object.values(full.getTypeMap()).filter(({ name }) => !name.startsWith('__'))
  const fields = types
    .filter(hasFields)
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const),
    )

  return [
    ...fields.flatMap(([coordinate, field]) => unnullable(full, protection, coordinate, field)),
    ...undefinedPolicies(protection),
    ...types.filter(isObjectType).flatMap((type) => protectedKeys(full, protection, names, type)),
    ...types.flatMap((type) => applications(type)).flatMap(([where, node]) => empty(names, where, node)),
  ].sort()
}

const hasFields = (type: GraphQLNamedType): type is Fields => isObjectType(type) || isInterfaceType(type)

/** A field is null for whoever may not see it, so it must be able to be (M29). */
function unnullable(
  full: GraphQLSchema,
  protection: Protection,
  coordinate: string,
  { type }: GraphQLField<unknown, unknown>,
): string[] {
  // Where the whole type is forbidden its fields are not come to.
  const [parent = ''] = coordinate.split('.')
  const beyond = protection.needs.get(coordinate)?.difference(protection.needs.get(parent) ?? new Set())
  if (beyond && beyond.size > 0 && isNonNullType(type))
    return [
      `${coordinate} is protected and not nullable: who asks for it without the right is refused everything.`,
    ]
  if (beyond) return []

  const named = getNamedType(type)
  const members = isAbstractType(named)
    ? full.getPossibleTypes(named).filter(({ name }) => protection.needs.has(name))
    : []

  return objectsMayBeNull(type)
    ? []
    : members.map(
        ({ name }) =>
          `${coordinate} may hold the protected ${name} and not null: who asks for it without the right is refused everything.`,
      )
}

const undefinedPolicies = ({ conditions, policies }: Protection): string[] => {
  const used = conditions.flatMap((condition) =>
    condition.kind === 'policies' ? condition.anyOf.flat() : [],
  )

  return [...new Set(used)]
    .filter((name) => !Object.hasOwn(policies, name))
    .map((name) => `The policy ${name} is not defined: nobody meets it.`)
}

/** The gateway reads keys to get from one subgraph to another, whoever asks. */
function protectedKeys(
  full: GraphQLSchema,
  { needs }: Protection,
  names: DirectiveNames,
  type: GraphQLObjectType,
): string[] {
  const keys = directivesOf(type)
    .filter((node) => node.name.value === names.joinType)
    .flatMap((node) => fieldSet(argumentsOf(node)['key']))
    .flatMap((set) => coordinatesIn(full, set, type))

  return [...new Set(keys)]
    .filter((coordinate) => needs.has(coordinate) && !needs.has(type.name))
    .map(
      (coordinate) =>
        `${coordinate} is protected and part of a key: it is fetched to join subgraphs, never shown.`,
    )
}

const applications = (type: GraphQLNamedType): [string, ConstDirectiveNode][] => [
  ...directivesOf(type).map((node): [string, ConstDirectiveNode] => [type.name, node]),
  ...(hasFields(type) ? Object.values(type.getFields()) : []).flatMap((field) =>
    (field.astNode?.directives ?? []).map((node): [string, ConstDirectiveNode] => [
      `${type.name}.${field.name}`,
      node,
    ]),
  ),
]

const empty = (names: DirectiveNames, where: string, node: ConstDirectiveNode): string[] =>
  [names.requiresScopes, names.policy].includes(node.name.value) &&
  Object.values(argumentsOf(node)).some(asksForNothing)
    ? [`@${node.name.value} on ${where} asks for nothing: everybody meets it.`]
    : []
