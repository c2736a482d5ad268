import {
  getNamedType,
  isCompositeType,
  isObjectType,
  Kind,
  parse,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLObjectType,
  type GraphQLSchema,
  type InlineFragmentNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Graph } from '../graph.ts'
import { typenameOnly } from './plannable.ts'

const known = new WeakMap<Graph, ReadonlySet<string>>()

/**
 * Apollo's planner cannot tell the type of an object that a subgraph knows as its interface (`@interfaceObject`) where
 * a fragment on another abstract type asks for it. Below such an interface fragments become what they mean: their
 * selections where the condition always holds, else one fragment for each object type that fits.
 */
export function withoutForeignConditions(graph: Graph, document: DocumentNode): DocumentNode {
  const interfaces = known.get(graph) ?? interfaceObjects(graph.sdl)
  known.set(graph, interfaces)

  return interfaces.size === 0 ? document : narrowed(graph.schema, interfaces, document)
}

/** The interfaces that some subgraph knows as an object, by the supergraph's own record. */
function interfaceObjects(sdl: string): ReadonlySet<string> {
  const names = parse(sdl, { noLocation: true }).definitions.flatMap((node) =>
    node.kind === Kind.INTERFACE_TYPE_DEFINITION &&
    node.directives?.some(
      ({ name, arguments: given }) =>
        name.value === 'join__type' && given?.some((argument) => argument.name.value === 'isInterfaceObject'),
    )
      ? [node.name.value]
      : [],
  )

  return new Set(names)
}

function narrowed(
  schema: GraphQLSchema,
  interfaces: ReadonlySet<string>,
  document: DocumentNode,
): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const conditionOf = (name: string): GraphQLCompositeType | undefined => {
    const type = schema.getType(name)
    return isCompositeType(type) ? type : undefined
  }

  /** `below` is true for selections whose type is such an interface, or an object type that it came to. */
  const within = (set: SelectionSetNode, type: GraphQLCompositeType, below: boolean): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap((node) => selected(node, type, below || interfaces.has(type.name))),
  })
  const selected = (node: SelectionNode, type: GraphQLCompositeType, below: boolean): SelectionNode[] => {
    if (node.kind === Kind.FIELD) return [field(node, type)]
    const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
    if (!fragment) return [node]
    const condition = fragment.typeCondition ? conditionOf(fragment.typeCondition.name.value) : type
    if (!condition) return [node]
    if (below) return resolved(fragment.selectionSet, type, condition)

    if (node.kind === Kind.FRAGMENT_SPREAD) return [node]
    const selectionSet = within(node.selectionSet, condition, false)

    return selectionSet.selections.length > 0 ? [{ ...node, selectionSet }] : []
  }
  const field = (node: FieldNode, type: GraphQLCompositeType): FieldNode => {
    const definition = 'getFields' in type ? type.getFields()[node.name.value] : undefined
    const nested = definition && getNamedType(definition.type)
    if (!node.selectionSet || !isCompositeType(nested)) return node
    const selectionSet = within(node.selectionSet, nested, false)

    return { ...node, selectionSet: selectionSet.selections.length > 0 ? selectionSet : typenameOnly }
  }
  const resolved = (
    set: SelectionSetNode,
    type: GraphQLCompositeType,
    condition: GraphQLCompositeType,
  ): SelectionNode[] => {
    const own = possible(schema, type)
    const common = possible(schema, condition).filter((object) => own.includes(object))
    if (common.length === own.length) return [...within(set, type, true).selections]

    return common.flatMap((object) => {
      const selectionSet = within(set, object, true)
      return selectionSet.selections.length > 0 ? [fragmentOn(object, selectionSet)] : []
    })
  }

  return {
    ...document,
    definitions: document.definitions.map((node) => {
      const type =
        node.kind === Kind.OPERATION_DEFINITION
          ? schema.getRootType(node.operation)
          : node.kind === Kind.FRAGMENT_DEFINITION && conditionOf(node.typeCondition.name.value)
      if (!type || !('selectionSet' in node) || !node.selectionSet) return node
      const selectionSet = within(node.selectionSet, type, false)

      return { ...node, selectionSet: selectionSet.selections.length > 0 ? selectionSet : typenameOnly }
    }),
  }
}

const fragmentOn = ({ name }: GraphQLObjectType, selectionSet: SelectionSetNode): InlineFragmentNode => ({
  kind: Kind.INLINE_FRAGMENT,
  typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: name } },
  selectionSet,
})

const possible = (schema: GraphQLSchema, type: GraphQLCompositeType): readonly GraphQLObjectType[] =>
  isObjectType(type) ? [type] : schema.getPossibleTypes(type)
