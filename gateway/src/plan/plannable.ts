import {
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import { withSourceKeys } from './source-keys.ts'

type Parts = { operation: OperationDefinitionNode; fragments: readonly FragmentDefinitionNode[] }

const isIntrospection = (node: SelectionNode): boolean =>
  node.kind === Kind.FIELD && (node.name.value === '__schema' || node.name.value === '__type')

const documentOf = ({ operation, fragments }: Parts): DocumentNode => ({
  kind: Kind.DOCUMENT,
  definitions: [operation, ...fragments],
})

/**
 * What the planner is given of an operation: without introspection, which is answered here, and with keys of our
 * own for the client's aliases. Undefined where no subgraph is needed.
 */
export function plannable(parts: Parts): DocumentNode | undefined {
  const document = visit(documentOf(parts), {
    Field: {
      leave(node) {
        if (isIntrospection(node)) return null
        if (node.selectionSet?.selections.length === 0) return { ...node, selectionSet: typenameOnly }
        return undefined
      },
    },
    InlineFragment: { leave: (node) => (node.selectionSet.selections.length === 0 ? null : undefined) },
    FragmentDefinition: {
      leave: (node) =>
        node.selectionSet.selections.length === 0 ? { ...node, selectionSet: typenameOnly } : undefined,
    },
  })
  const asks = document.definitions.some(
    (definition) =>
      definition.kind === Kind.OPERATION_DEFINITION && needsSubgraph(document, definition.selectionSet),
  )

  return asks ? withSourceKeys(document) : undefined
}

/** What is asked of an object of which the client asks nothing. */
export const typenameOnly: SelectionSetNode = {
  kind: Kind.SELECTION_SET,
  selections: [{ kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }],
}

/** Whether anything but `__typename` is asked of a root type. */
function needsSubgraph(document: DocumentNode, set: SelectionSetNode): boolean {
  return set.selections.some((node) => {
    if (node.kind === Kind.FIELD) return node.name.value !== '__typename'
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT
        ? node
        : document.definitions.find(
            (definition) =>
              definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === node.name.value,
          )

    return fragment && 'selectionSet' in fragment && fragment.selectionSet
      ? needsSubgraph(document, fragment.selectionSet)
      : false
  })
}

/** The part of an operation that asks for the schema itself; undefined where it asks for none. */
export function introspectionOf(parts: Parts): DocumentNode | undefined {
  const fields: SelectionNode[] = []
  const walk = (set: SelectionSetNode): void => {
    for (const node of set.selections) {
      if (isIntrospection(node)) fields.push(node)
      else if (node.kind === Kind.INLINE_FRAGMENT) walk(node.selectionSet)
      else if (node.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = parts.fragments.find(({ name }) => name.value === node.name.value)
        if (fragment) walk(fragment.selectionSet)
      }
    }
  }
  walk(parts.operation.selectionSet)
  if (fields.length === 0) return undefined

  return documentOf({
    ...parts,
    operation: { ...parts.operation, selectionSet: { kind: Kind.SELECTION_SET, selections: fields } },
  })
}
