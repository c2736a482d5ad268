import { Kind, parse, type FragmentDefinitionNode, type SelectionNode, type SelectionSetNode } from 'graphql'
import type { Brings } from '../execute/step.ts'
import type { TypeConditions } from './type-conditions.ts'

/** The conditions around a field within its object. */
type Around = readonly string[]

type Growing = {
  name: string
  plain: boolean
  nested: Map<string, Growing>
  asked: Around[]
  isAskedOf(typename: string): boolean
}

/** What a fetch brings to its place, by its own document; of objects of several types, which of them it is asked of. */
export function bringsOf(
  text: string,
  renamed: ReadonlyMap<string, string>,
  overlap: TypeConditions['overlap'],
): Brings {
  const document = parse(text, { noLocation: true })
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  const collect = (set: SelectionSetNode | undefined, into: Map<string, Growing>, around: Around): void => {
    for (const selection of set?.selections ?? []) take(selection, into, around)
  }
  const take = (selection: SelectionNode, into: Map<string, Growing>, around: Around): void => {
    if (selection.kind !== Kind.FIELD) {
      const fragment =
        selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
      const condition = fragment?.typeCondition?.name.value
      // The planner puts a fragment of the client also where parts of it cannot be met.
      if (condition !== undefined && !around.every((each) => overlap(each, condition))) return
      collect(fragment?.selectionSet, into, condition === undefined ? around : [...around, condition])
    } else if (selection.name.value !== '__typename') {
      const written = selection.alias?.value ?? selection.name.value
      const key = renamed.get(written) ?? written
      const plain = (selection.arguments ?? []).length === 0
      const known = into.get(key) ?? growing(selection.name.value, plain)
      known.asked.push(around)
      collect(selection.selectionSet, known.nested, [])
      into.set(key, known)
    }
  }
  const growing = (name: string, plain: boolean): Growing => {
    const asked: Around[] = []
    const isAskedOf = (typename: string): boolean =>
      asked.some((around) => around.every((condition) => overlap(condition, typename)))

    return { name, plain, nested: new Map(), asked, isAskedOf }
  }

  const all = new Map<string, Growing>()
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) collect(node.selectionSet, all, [])

  return all.get('_entities')?.nested ?? all
}
