import { Kind, parse, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { Brings } from '../execute/step.ts'

type Growing = { name: string; plain: boolean; nested: Map<string, Growing> }

/** What a fetch brings to its place, by its own document: of objects of several types, the fields of all of them. */
export function bringsOf(text: string, renamed: ReadonlyMap<string, string>): Brings {
  const document = parse(text, { noLocation: true })
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  const collect = (set: SelectionSetNode | undefined, into: Map<string, Growing>): Map<string, Growing> => {
    for (const selection of set?.selections ?? []) take(selection, into)
    return into
  }
  const take = (selection: SelectionNode, into: Map<string, Growing>): void => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, into)
    } else if (selection.kind === Kind.FRAGMENT_SPREAD) {
      collect(fragments.get(selection.name.value)?.selectionSet, into)
    } else if (selection.name.value !== '__typename') {
      const written = selection.alias?.value ?? selection.name.value
      const key = renamed.get(written) ?? written
      const plain = (selection.arguments ?? []).length === 0
      const known = into.get(key) ?? { name: selection.name.value, plain, nested: new Map() }
      collect(selection.selectionSet, known.nested)
      into.set(key, known)
    }
  }

  const all = new Map<string, Growing>()
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) collect(node.selectionSet, all)

  return all.get('_entities')?.nested ?? all
}
