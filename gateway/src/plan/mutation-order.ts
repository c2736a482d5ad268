import {
  Kind,
  OperationTypeNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * The fields of a mutation take effect one after another, in the order in which they are met, through fragments too.
 * Apollo's planner puts those in fragments first; so it is given none at the root.
 */
export function inMutationOrder(document: DocumentNode): DocumentNode {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  return {
    ...document,
    definitions: document.definitions.map((node) =>
      node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION
        ? { ...node, selectionSet: ordered(node.selectionSet, fragments) }
        : node,
    ),
  }
}

/** As GraphQL collects fields: those of one response key stand together where the first of them is met. */
function ordered(
  root: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): SelectionSetNode {
  const byKey = new Map<string, FieldNode[]>()
  const entered = new Set<string>()
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value
        byKey.set(key, [...(byKey.get(key) ?? []), node])
      } else if (node.kind === Kind.INLINE_FRAGMENT) {
        collect(node.selectionSet)
      } else if (!entered.has(node.name.value)) {
        entered.add(node.name.value)
        const fragment = fragments.get(node.name.value)
        if (fragment) collect(fragment.selectionSet)
      }
    }
  }
  collect(root)

  return { ...root, selections: [...byKey.values()].flat() }
}
