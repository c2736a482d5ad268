import {
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedScalarType,
  isUnionType,
  getNamedType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'

const machinery = /^(join|link|core|federation)__/
const roots = new Set(['Query', 'Mutation', 'Subscription'])

/** The graph's own types: neither GraphQL's nor those of composition. */
const ownTypes = (schema: GraphQLSchema): GraphQLNamedType[] =>
  Object.values(schema.getTypeMap()).filter(
    (type) => !isIntrospectionType(type) && !isSpecifiedScalarType(type) && !machinery.test(type.name),
  )

/** Every type, field, argument and enum value says what it guarantees. */
export function missingDescriptions(schema: GraphQLSchema): string[] {
  return ownTypes(schema)
    .flatMap((type) => undescribed(type))
    .map((where) => `${where} has no description.`)
}

function undescribed(type: GraphQLNamedType): string[] {
  const own = type.description || roots.has(type.name) ? [] : [type.name]

  if (isEnumType(type))
    return [
      ...own,
      ...type
        .getValues()
        .filter(silent)
        .map((value) => `${type.name}.${value.name}`),
    ]
  if (!isObjectType(type) && !isInterfaceType(type) && !isInputObjectType(type)) return own

  const fields = Object.values(type.getFields())
  const args = fieldsOf([type]).flatMap((field) =>
    field.args.filter(silent).map((arg) => `${type.name}.${field.name}(${arg.name}:)`),
  )

  return [...own, ...fields.filter(silent).map((field) => `${type.name}.${field.name}`), ...args]
}

const silent = (node: { description?: string | null | undefined }): boolean => !node.description

/** `submitQuote(input: SubmitQuoteInput!, idempotencyKey: ID!): SubmitQuoteResult!`, for each mutation. */
export function irregularMutations(schema: GraphQLSchema): string[] {
  const fields = Object.values(schema.getMutationType()?.getFields() ?? {})

  return fields.flatMap((field) => {
    const name = field.name.charAt(0).toUpperCase() + field.name.slice(1)
    const expected = `${field.name}(input: ${name}Input!, idempotencyKey: ID!): ${name}Result!`
    const actual = `${field.name}(${field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).join(', ')}): ${String(field.type)}`

    return expected === actual ? [] : [`Mutation ${actual} should read ${expected}.`]
  })
}

/** Each failing member of a result implements Rejection, so that a new one breaks no client (M29). */
export function silentRefusals(schema: GraphQLSchema): string[] {
  return ownTypes(schema)
    .filter(isUnionType)
    .filter((union) => union.name.endsWith('Result'))
    .flatMap((union) =>
      union
        .getTypes()
        .filter((member) => !answers(member))
        .map((member) => `${union.name}: ${member.name} is neither a payload nor a Rejection.`),
    )
}

const answers = (member: GraphQLObjectType): boolean =>
  member.name.endsWith('Payload') || member.getInterfaces().some((type) => type.name === 'Rejection')

/** An enum that is read and written cannot grow: a new value would break one of the two (M29). */
export function enumsBothWays(schema: GraphQLSchema): string[] {
  const types = ownTypes(schema)
  const written = new Set([
    ...types.filter(isInputObjectType).flatMap((type) => Object.values(type.getFields()).map(namedType)),
    ...fieldsOf(types).flatMap((field) => field.args.map(namedType)),
  ])
  const read = new Set(fieldsOf(types).map(namedType))

  return types
    .filter(isEnumType)
    .filter((type) => written.has(type.name) && read.has(type.name))
    .map((type) => `Enum ${type.name} is used as input and as output; give each direction its own.`)
}

const namedType = ({ type }: { type: GraphQLInputType | GraphQLOutputType }): string =>
  getNamedType(type).name

const fieldsOf = (types: GraphQLNamedType[]) =>
  types
    .filter((type) => isObjectType(type) || isInterfaceType(type))
    .flatMap((type) => Object.values(type.getFields()))

/** A list without an end is a connection with a capped `first`; root fields that take one return one. */
export function unboundedRoots(schema: GraphQLSchema): string[] {
  const fields = Object.values(schema.getQueryType()?.getFields() ?? {})

  return fields
    .filter(
      (field) =>
        getNamedType(field.type).name.endsWith('Connection') !==
        field.args.some((arg) => arg.name === 'first'),
    )
    .map((field) => `Query.${field.name}: a connection takes \`first\`, and only a connection does.`)
}
