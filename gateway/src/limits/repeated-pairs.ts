import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * How many pairs of fields of a document have the same response name once selections are merged as execution will
 * merge them; counting ends above `most`. Validation compares the fields of each such pair, so this is what its
 * quadratic part takes. Counted before it, for a document without cycles, in time linear in its expanded fields;
 * fragments that nothing uses count, since they are validated as well.
 */
export function repeatedPairs(document: DocumentNode, most: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const spread = new Set<string>()
  let pairs = 0

  const collect = (
    { selections }: SelectionSetNode,
    into: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value
        const group = into.get(name)
        pairs += group?.length ?? 0
        if (group) group.push(node)
        else into.set(name, [node])
      } else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, into, seen)
      else {
        const fragment = fragments.get(node.name.value)
        spread.add(node.name.value)
        if (fragment && !seen.has(node.name.value)) {
          seen.add(node.name.value)
          collect(fragment.selectionSet, into, seen)
        }
      }
      if (pairs > most) return
    }
  }
  const merged = (sets: readonly SelectionSetNode[]): void => {
    const groups = new Map<string, FieldNode[]>()
    const seen = new Set<string>()
    for (const set of sets) collect(set, groups, seen)

    for (const group of groups.values()) {
      if (pairs > most) return
      const inner = group.flatMap(({ selectionSet }) => selectionSet ?? [])
      if (inner.length > 0) merged(inner)
    }
  }

  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) merged([definition.selectionSet])
  for (const { name, selectionSet } of fragments.values()) if (!spread.has(name.value)) merged([selectionSet])

  return pairs
}
