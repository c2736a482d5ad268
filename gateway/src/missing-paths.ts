import {
  Kind,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'

type Path = (string | number)[]

/** More are not told: by then everybody knows. */
const most = 20

/**
 * Where the answer of a subgraph is missing when it gives none: the root fields that it was asked for, or the
 * fields of each entity. So a client learns which of its fields are null for that reason.
 */
export function missingPaths(document: DocumentNode, variables: object | undefined): Path[] {
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode => definition.kind === Kind.OPERATION_DEFINITION,
  )
  const fragments = document.definitions.filter(
    (definition): definition is FragmentDefinitionNode => definition.kind === Kind.FRAGMENT_DEFINITION,
  )
  const keysOf = (selections: readonly SelectionNode[] = []): string[] =>
    selections.flatMap((selection) => {
      if (selection.kind === Kind.FIELD)
        return selection.name.value === '__typename' ? [] : [selection.alias?.value ?? selection.name.value]

      return keysOf(
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet.selections
          : fragments.find(({ name }) => name.value === selection.name.value)?.selectionSet.selections,
      )
    })

  const [root] = operation?.selectionSet.selections ?? []
  const count = representationsIn(variables)
  const paths =
    root?.kind === Kind.FIELD && root.name.value === '_entities'
      ? Array.from({ length: Math.min(count, most) }, (_, index) =>
          keysOf(root.selectionSet?.selections).map((key) => ['_entities', index, key]),
        ).flat()
      : keysOf(operation?.selectionSet.selections).map((key) => [key])

  return paths.slice(0, most)
}

const representationsIn = (variables: object | undefined): number =>
  variables && 'representations' in variables && Array.isArray(variables.representations)
    ? variables.representations.length
    : 0
