import {
  getNamedType,
  isAbstractType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  specifiedScalarTypes,
  type FieldNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionNode,
} from 'graphql'

/**
 * The types of what a field yields, if it is a feed: it takes `after`, and each of them has a `cursor` of the same
 * type, which the caller may see.
 */
export function feedTypes(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, unknown>,
  forbidden: ReadonlySet<string>,
): readonly GraphQLObjectType[] | undefined {
  const after = field.args.find(({ name }) => name === 'after')
  const cursor = after && getNamedType(after.type)
  if (!cursor || !isText(cursor.name) || isList(field.type)) return undefined
  const types = yielded(schema, field.type)
  const isFeed = types.every(
    (type) => leafOf(type, 'cursor') === cursor.name && !forbidden.has(`${type.name}.cursor`),
  )

  return isFeed && types.length > 0 ? types : undefined
}

/** What we ask of each event for ourselves, and the keys under which it comes. */
export type OwnSelections = {
  selections: readonly SelectionNode[]
  cursors: readonly string[]
  times: readonly string[]
  reasons: readonly string[]
}

/** No key of a client, whatever it is called, is one of these (see source-keys.ts), and no two types share one. */
export function ownSelections(types: readonly GraphQLObjectType[]): OwnSelections {
  const asked = types.map((type, index) => ({
    type,
    cursor: `_pwCursor${index}`,
    time: leafOf(type, 'occurredAt') && `_pwTime${index}`,
    reason: type.name === 'FeedGap' && leafOf(type, 'reason') ? `_pwReason${index}` : undefined,
  }))

  return {
    selections: asked.map(({ type, cursor, time, reason }) => ({
      kind: Kind.INLINE_FRAGMENT,
      typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type.name } },
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: [
          aliased('cursor', cursor),
          ...(time ? [aliased('occurredAt', time)] : []),
          ...(reason ? [aliased('reason', reason)] : []),
        ],
      },
    })),
    cursors: asked.map(({ cursor }) => cursor),
    times: asked.flatMap(({ time }) => time ?? []),
    reasons: asked.flatMap(({ reason }) => reason ?? []),
  }
}

const aliased = (name: string, alias: string): FieldNode => ({
  kind: Kind.FIELD,
  name: { kind: Kind.NAME, value: name },
  alias: { kind: Kind.NAME, value: alias },
})

const isList = (type: GraphQLOutputType): boolean => isListType(isNonNullType(type) ? type.ofType : type)

/** The object types that a field may yield. */
function yielded(schema: GraphQLSchema, type: GraphQLOutputType): readonly GraphQLObjectType[] {
  const named = getNamedType(type)
  if (isObjectType(named)) return [named]

  return isAbstractType(named) ? schema.getPossibleTypes(named) : []
}

/** Cursors are texts: of a scalar of their own, or of one that carries text. */
const isText = (name: string): boolean =>
  ['ID', 'String'].includes(name) || specifiedScalarTypes.every((scalar) => scalar.name !== name)

/** The name of a field's type, if it is a leaf that takes no arguments. */
function leafOf(type: GraphQLObjectType, name: string): string | undefined {
  const field = type.getFields()[name]
  const named = field && getNamedType(field.type)
  if (!field || !isLeafType(named) || isList(field.type)) return undefined

  return field.args.some((argument) => isNonNullType(argument.type)) ? undefined : named.name
}
