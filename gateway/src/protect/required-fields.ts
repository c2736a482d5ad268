import {
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  parse,
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql'
import { argumentsOf, type DirectiveNames } from './directive-names.ts'

type Fields = GraphQLObjectType | GraphQLInterfaceType

/** `Type.field` → the coordinates of all that its `@requires` lists read, in any subgraph; objects' fields only. */
export function requiredBy(
  full: GraphQLSchema,
  names: DirectiveNames,
): ReadonlyMap<string, readonly string[]> {
  const objects = Object.values(full.getTypeMap()).filter(isObjectType)

  return new Map(
    objects.flatMap((object) =>
      Object.keys(object.getFields()).flatMap((name) => {
        // A field of an interface object is computed for its implementations, out of their own fields.
        const sets = [object, ...object.getInterfaces()].flatMap((type) => fieldSets(type, name, names))
        const read = sets.flatMap((set) => coordinatesIn(full, set, object))

        return read.length > 0 ? [[`${object.name}.${name}`, [...new Set(read)]] as const] : []
      }),
    ),
  )
}

const fieldSets = (type: Fields, field: string, names: DirectiveNames): SelectionSetNode[] =>
  (type.getFields()[field]?.astNode?.directives ?? [])
    .filter((node) => node.name.value === names.joinField)
    .flatMap((node) => fieldSet(argumentsOf(node)['requires']))

/** A field set is a selection set without its braces. */
export function fieldSet(text: unknown): SelectionSetNode[] {
  if (typeof text !== 'string') return []
  const [definition] = parse(`{ ${text} }`, { noLocation: true }).definitions

  return definition?.kind === Kind.OPERATION_DEFINITION ? [definition.selectionSet] : []
}

/** What is read from an abstract type is read from each object that may be it. */
export function coordinatesIn(
  full: GraphQLSchema,
  { selections }: SelectionSetNode,
  parent: GraphQLNamedType,
): string[] {
  const objects = isAbstractType(parent)
    ? full.getPossibleTypes(parent)
    : isObjectType(parent)
      ? [parent]
      : []

  return selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return []
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const condition = selection.typeCondition && full.getType(selection.typeCondition.name.value)
      return coordinatesIn(full, selection.selectionSet, condition ?? parent)
    }
    const returned = returnedBy(parent, selection.name.value)

    return [
      ...objects.map(({ name }) => `${name}.${selection.name.value}`),
      ...(isAbstractType(returned) ? full.getPossibleTypes(returned).map(({ name }) => name) : []),
      ...(returned && selection.selectionSet ? coordinatesIn(full, selection.selectionSet, returned) : []),
    ]
  })
}

function returnedBy(parent: GraphQLNamedType, field: string): GraphQLNamedType | undefined {
  if (!isObjectType(parent) && !isInterfaceType(parent)) return undefined
  const definition = parent.getFields()[field]

  return definition && getNamedType(definition.type)
}
