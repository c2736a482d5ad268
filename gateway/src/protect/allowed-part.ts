import {
  Kind,
  type FieldNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { isForbidden, type Forbidden } from './forbidden.ts'
import { conditionOf, namedTypeOf, narrowed, objectsOf, typeOf, type Objects } from './places.ts'

/** A place within the document: the type that its fields are looked up on, and the objects that can stand there. */
type Place = { type: string; objects: Objects }

export type AllowedPart = {
  operation: OperationDefinitionNode
  /** Without those of which nothing is left. */
  fragments: ReadonlyMap<string, FragmentDefinitionNode>
}

/**
 * Takes the forbidden selections out. A field that is forbidden for some of the objects at its place is asked of the
 * others by name, each in a fragment of its own. What is not touched stays the very same node.
 *
 * Objects may have narrower types for a field than their interface; then one key comes to have several types. The
 * planner gives such fields names of its own, but does not look into named fragments for them: these are written out.
 */
export function allowedPart(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  definitions: ReadonlyMap<string, FragmentDefinitionNode>,
  forbidden: Forbidden,
): AllowedPart {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const done = new Set<string>()
  const unnameable = new Set<string>()
  let changesTypes = false

  /** A named fragment is rewritten once, for all objects of its type condition. */
  function named(name: string): FragmentDefinitionNode | undefined {
    const definition = definitions.get(name)
    if (!definition || done.has(name)) return fragments.get(name)
    done.add(name)

    const outside = changesTypes
    changesTypes = false
    const set = selectionSet(definition.selectionSet, placeOf(definition.typeCondition.name.value))
    if (set) fragments.set(name, withSelections(definition, set))
    if (changesTypes) unnameable.add(name)
    changesTypes = outside

    return fragments.get(name)
  }

  /** Undefined when nothing is left. */
  function selectionSet(set: SelectionSetNode, place: Place): SelectionSetNode | undefined {
    const selections = set.selections.flatMap((selection) => rewritten(selection, place))
    if (selections.length === 0) return undefined
    const same =
      selections.length === set.selections.length && selections.every((one, at) => one === set.selections[at])

    return same ? set : { ...set, selections }
  }

  function rewritten(selection: SelectionNode, place: Place): readonly SelectionNode[] {
    if (selection.kind === Kind.FIELD) return field(selection, place)
    if (selection.kind === Kind.INLINE_FRAGMENT) return inlineFragment(selection, place)
    const definition = named(selection.name.value)
    const isReached =
      definition && isShown(narrowed(schema, place.objects, definition.typeCondition.name.value))
    if (!isReached) return []
    if (!unnameable.has(selection.name.value)) return [selection]
    changesTypes = true

    return [inlined(selection, definition)]
  }

  function inlineFragment(node: InlineFragmentNode, place: Place): readonly SelectionNode[] {
    const condition = conditionOf(node)
    const objects = narrowed(schema, place.objects, condition)
    const set =
      isShown(objects) && selectionSet(node.selectionSet, { type: condition ?? place.type, objects })

    return set ? [withSelections(node, set)] : []
  }

  const isShown = (objects: Objects): boolean => objects.some((name) => !forbidden.types.has(name))

  function field(node: FieldNode, { type, objects }: Place): readonly SelectionNode[] {
    const name = node.name.value
    if (!typeOf(schema, type, name)) return [node]
    const allowed = objects.filter((object) => !isForbidden(forbidden, object, name))
    if (allowed.length === objects.length) return [whole(node, type)]

    const declared = String(typeOf(schema, type, name))
    changesTypes ||= allowed.some((object) => String(typeOf(schema, object, name)) !== declared)
    return allowed.map((object) => inFragment(object, whole(node, object)))
  }

  /** The field with what is allowed below it; `__typename` where nothing is. */
  function whole(node: FieldNode, parent: string): FieldNode {
    const returned = typeOf(schema, parent, node.name.value)
    if (!node.selectionSet || !returned) return node
    const set = selectionSet(node.selectionSet, placeOf(namedTypeOf(returned).name)) ?? typenameOnly

    return withSelections(node, set)
  }

  const placeOf = (name: string): Place => {
    const type = schema.getType(name)
    return { type: name, objects: type ? objectsOf(schema, type) : [] }
  }

  const root = schema.getRootType(operation.operation)
  const set = root && selectionSet(operation.selectionSet, placeOf(root.name))

  return { operation: withSelections(operation, set ?? typenameOnly), fragments }
}

const withSelections = <Node extends { selectionSet?: SelectionSetNode }>(
  node: Node,
  set: SelectionSetNode,
): Node => (node.selectionSet === set ? node : { ...node, selectionSet: set })

const inlined = (
  { directives }: FragmentSpreadNode,
  { typeCondition, selectionSet }: FragmentDefinitionNode,
): InlineFragmentNode => ({ kind: Kind.INLINE_FRAGMENT, typeCondition, directives, selectionSet })

const typenameOnly: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
}

const inFragment = (object: string, node: FieldNode): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: object } },
  selectionSet: { kind: Kind.SELECTION_SET, selections: [node] },
})
