import {
  Kind,
  visit,
  type DirectiveNode,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

type Variables = Readonly<Record<string, unknown>>

/** An operation without conditions, and the fragments that it uses. */
export type Resolved = { operation: OperationDefinitionNode; fragments: FragmentDefinitionNode[] }

/** The variables that decide whether something of a document is included, in the order of their first use. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: given = [] }) {
      if (name.value !== 'skip' && name.value !== 'include') return
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })

  return [...names]
}

/** Which of the possible outcomes of its conditions an operation has: one plan is made for each. */
export const outcomeOf = (names: readonly string[], variables: Variables): string =>
  names.map((name) => (variables[name] === true ? '1' : '0')).join('')

/**
 * An operation without `@skip` and `@include`: what they leave out is gone, fragments that nothing uses any more
 * too. Done before planning, since Apollo's planner makes wrong plans of conditions beside `@requires` and variables.
 * An object of which everything is left out keeps an empty selection.
 */
export function resolveConditions(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Resolved {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition)
  const used = new Map<string, FragmentDefinitionNode>()

  const resolved = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections.flatMap(selected),
  })
  const selected = (node: SelectionNode): SelectionNode[] => {
    if (!isIncluded(node.directives, variables)) return []
    const directives = node.directives?.filter(({ name }) => !isCondition(name.value)) ?? []
    if (node.kind === Kind.FRAGMENT_SPREAD) return spread(node.name.value) ? [{ ...node, directives }] : []
    if (node.kind === Kind.FIELD && !node.selectionSet) return [{ ...node, directives }]
    const selectionSet = node.selectionSet && resolved(node.selectionSet)
    if (node.kind === Kind.INLINE_FRAGMENT)
      return selectionSet && selectionSet.selections.length > 0 ? [{ ...node, directives, selectionSet }] : []

    return [{ ...node, directives, ...(selectionSet && { selectionSet }) }]
  }
  const spread = (name: string): boolean => {
    const known = used.get(name)
    if (known) return known.selectionSet.selections.length > 0
    const fragment = fragments.get(name)
    if (!fragment) return false
    const selectionSet = resolved(fragment.selectionSet)
    used.set(name, { ...fragment, selectionSet })

    return selectionSet.selections.length > 0
  }

  return {
    operation: { ...operation, selectionSet: resolved(operation.selectionSet) },
    fragments: [...used.values()].filter(({ selectionSet }) => selectionSet.selections.length > 0),
  }
}

const isCondition = (name: string): boolean => name === 'skip' || name === 'include'

function isIncluded(directives: readonly DirectiveNode[] = [], variables: Variables): boolean {
  return directives.every(({ name, arguments: given = [] }) => {
    if (!isCondition(name.value)) return true
    const value = given.find((argument) => argument.name.value === 'if')?.value
    const holds =
      value?.kind === Kind.VARIABLE
        ? variables[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value

    return name.value === 'include' ? holds : !holds
  })
}
