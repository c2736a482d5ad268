import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
} from 'graphql'

/** The object types that can stand at a place of an answer, by name. */
export type Objects = readonly string[]

/** Which objects a type stands for: its own, or those that implement it or are its members. */
export function objectsOf(schema: GraphQLSchema, type: GraphQLNamedType): Objects {
  if (isAbstractType(type)) return schema.getPossibleTypes(type).map(({ name }) => name)

  return isObjectType(type) ? [type.name] : []
}

/** What a field of a type returns; undefined for `__typename` and the fields of introspection. */
export function typeOf(schema: GraphQLSchema, parent: string, field: string): GraphQLOutputType | undefined {
  const type = schema.getType(parent)

  return isObjectType(type) || isInterfaceType(type) ? type.getFields()[field]?.type : undefined
}

/** Those of the objects that a fragment's type condition lets through. */
export function narrowed(schema: GraphQLSchema, objects: Objects, condition: string | undefined): Objects {
  const type = condition === undefined ? undefined : schema.getType(condition)
  if (!type) return condition === undefined ? objects : []
  const through = new Set(objectsOf(schema, type))

  return objects.filter((name) => through.has(name))
}

/** Whether each single object that a field returns may be null: the items where it returns lists. */
export const objectsMayBeNull = (type: GraphQLOutputType): boolean => {
  if (isListType(type)) return objectsMayBeNull(type.ofType)
  if (isNonNullType(type)) return isListType(type.ofType) && objectsMayBeNull(type.ofType)

  return true
}

export const namedTypeOf = (type: GraphQLOutputType): GraphQLNamedType => getNamedType(type)

export const conditionOf = (fragment: InlineFragmentNode | FragmentDefinitionNode): string | undefined =>
  fragment.typeCondition?.name.value

export const responseKey = (field: FieldNode): string => field.alias?.value ?? field.name.value
