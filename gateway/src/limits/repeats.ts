import {
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * How many fields of a document stand under a response name that is there already when selections are merged, as
 * execution will merge them; counting ends above `most`. Validation compares such fields in pairs, so this number
 * squared bounds its work, and it is counted before validation, for a document without cycles, in time linear in its
 * expanded fields.
 */
export function repeatsOf(document: DocumentNode, most: number): number {
  const fragments = new Map<string, FragmentDefinitionNode>()
  const spread = new Set<string>()
  let repeats = 0

  const collect = (
    { selections }: SelectionSetNode,
    into: Map<string, FieldNode[]>,
    seen: Set<string>,
  ): void => {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) {
        const name = node.alias?.value ?? node.name.value
        const group = into.get(name)
        if (group) group.push(node)
        else into.set(name, [node])
        if (group) repeats += 1
      } else if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, into, seen)
      else {
        const fragment = fragments.get(node.name.value)
        spread.add(node.name.value)
        if (fragment && !seen.has(node.name.value)) {
          seen.add(node.name.value)
          collect(fragment.selectionSet, into, seen)
        }
      }
      if (repeats > most) return
    }
  }
  const merged = (sets: readonly SelectionSetNode[]): void => {
    const groups = new Map<string, FieldNode[]>()
    const seen = new Set<string>()
    for (const set of sets) collect(set, groups, seen)

    for (const group of groups.values()) {
      if (repeats > most) return
      const inner = group.flatMap(({ selectionSet }) => selectionSet ?? [])
      if (inner.length > 0) merged(inner)
    }
  }

  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) merged([definition.selectionSet])
  // Fragments that nothing uses are validated as well.
  for (const { name, selectionSet } of fragments.values()) if (!spread.has(name.value)) merged([selectionSet])

  return repeats
}
