import {
  Kind,
  OperationTypeNode,
  visit,
  type ASTNode,
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
  const isMutation = document.definitions.some(
    (node) => node.kind === Kind.OPERATION_DEFINITION && node.operation === OperationTypeNode.MUTATION,
  )
  if (!isMutation) return document
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  const definitions = document.definitions.map((node) =>
    node.kind === Kind.OPERATION_DEFINITION
      ? { ...node, selectionSet: ordered(node.selectionSet, fragments) }
      : node,
  )

  return withoutUnused({ ...document, definitions }, fragments)
}

/** The planner writes its fetches with the fragments of the document; those of the root would come back. */
function withoutUnused(
  document: DocumentNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
): DocumentNode {
  const used = new Set<string>()
  const find = (node: ASTNode): void => {
    visit(node, {
      FragmentSpread({ name: { value } }) {
        const fragment = fragments.get(value)
        if (!fragment || used.has(value)) return
        used.add(value)
        find(fragment)
      },
    })
  }
  for (const node of document.definitions) if (node.kind === Kind.OPERATION_DEFINITION) find(node)

  return {
    ...document,
    definitions: document.definitions.filter(
      (node) => node.kind !== Kind.FRAGMENT_DEFINITION || used.has(node.name.value),
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
