import {
  isAbstractType,
  isNonNullType,
  Kind,
  OperationTypeNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLOutputType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { isForbidden, type Forbidden } from './forbidden.ts'
import {
  conditionOf,
  namedTypeOf,
  narrowed,
  objectsMayBeNull,
  objectsOf,
  responseKey,
  typeOf,
  type Objects,
} from './places.ts'

/** Why an operation cannot be answered: what is forbidden, and where it was asked for. */
export type Refusal = { coordinate: string; path: string[] }

/** What forbids an operation as a whole, if anything, and the coordinates that it asks for in vain. */
export type Verdict = { refusal: Refusal | undefined; hidden: ReadonlySet<string> }

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

/**
 * Walks through every place of the answer with the objects that can stand there. What is forbidden and may be null is
 * hidden. What is forbidden and may not be null refuses the operation, for its null would take more away than itself.
 * So does a root field of a mutation or a subscription that is forbidden, and one of a mutation whose answer may be:
 * nothing is done for somebody who may not learn that it was done.
 */
export function judge(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  fragments: Fragments,
  forbidden: Forbidden,
): Verdict {
  const hidden = new Set<string>()
  const seen = new Map<SelectionSetNode, Set<string>>()
  const root = schema.getRootType(operation.operation)
  const isQuery = operation.operation === OperationTypeNode.QUERY
  const isMutation = operation.operation === OperationTypeNode.MUTATION

  /** The same selections with the same objects need no second look, however often a fragment is spread. */
  function isNew(set: SelectionSetNode, objects: Objects): boolean {
    const key = objects.join(' ')
    const keys = seen.get(set) ?? new Set()
    const known = keys.has(key)
    seen.set(set, keys.add(key))

    return !known
  }

  function selections(set: SelectionSetNode, objects: Objects, path: readonly string[]): Refusal | undefined {
    if (objects.length === 0 || !isNew(set, objects)) return undefined
    for (const selection of set.selections) {
      const refusal =
        selection.kind === Kind.FIELD
          ? field(selection.name.value, objects, [...path, responseKey(selection)], selection.selectionSet)
          : fragment(selection, objects, path)
      if (refusal) return refusal
    }

    return undefined
  }

  function fragment(
    selection: InlineFragmentNode | FragmentSpreadNode,
    objects: Objects,
    path: readonly string[],
  ): Refusal | undefined {
    const node = selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)

    return node && selections(node.selectionSet, narrowed(schema, objects, conditionOf(node)), path)
  }

  function field(
    name: string,
    objects: Objects,
    path: readonly string[],
    set: SelectionSetNode | undefined,
  ): Refusal | undefined {
    const below = new Set<string>()
    for (const object of objects) {
      const type = typeOf(schema, object, name)
      if (!type) continue
      const coordinate = `${object}.${name}`
      if (!isForbidden(forbidden, object, name)) {
        const refusal = held(type, coordinate, path)
        if (refusal) return refusal
        for (const member of shown(type)) below.add(member)
        continue
      }
      hidden.add(coordinate)
      if (isNonNullType(type) || (!isQuery && path.length === 1)) return { coordinate, path: [...path] }
    }

    return set && selections(set, [...below].sort(), path)
  }

  /** Behind an abstract type a forbidden object may turn up; then it must be able to be null by itself. */
  function held(type: GraphQLOutputType, coordinate: string, path: readonly string[]): Refusal | undefined {
    const named = namedTypeOf(type)
    const members = isAbstractType(named)
      ? objectsOf(schema, named).filter((name) => forbidden.types.has(name))
      : []
    for (const member of members) hidden.add(member)

    const isHarmless = objectsMayBeNull(type) && !(isMutation && path.length === 1)

    return members.length > 0 && !isHarmless ? { coordinate, path: [...path] } : undefined
  }

  const shown = (type: GraphQLOutputType): Objects =>
    objectsOf(schema, namedTypeOf(type)).filter((name) => !forbidden.types.has(name))

  const refusal = root ? selections(operation.selectionSet, [root.name], []) : undefined

  return { refusal, hidden }
}
