import {
  getOperationAST,
  Kind,
  visit,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql'
import { allowedPart } from './allowed-part.ts'
import type { Forbidden } from './forbidden.ts'
import { judge, type Refusal } from './refusal.ts'

export type Restricted =
  | {
      kind: 'allowed'
      /** What is planned and fetched: valid, and the very document that was given when nothing is taken out. */
      document: DocumentNode
      /** `Type.field`, and `Type` for an object that may turn up behind an abstract type: asked for and not to be seen. */
      hidden: ReadonlySet<string>
    }
  | ({ kind: 'refused' } & Refusal)

/**
 * Takes what the caller may not see out of a valid operation whose `@skip` and `@include` are resolved. The answer is
 * completed by the original document: a field that is forbidden for its object, and an object of a forbidden type, is
 * null with `FORBIDDEN`. Pure; throws when the document has no such operation.
 */
export function restrict(
  document: DocumentNode,
  operationName: string | undefined,
  schema: GraphQLSchema,
  forbidden: Forbidden,
): Restricted {
  const nothing: ReadonlySet<string> = new Set()
  if (forbidden.coordinates.size === 0) return { kind: 'allowed', document, hidden: nothing }

  const operation = getOperationAST(document, operationName)
  if (!operation) throw new Error('The document has no such operation.')
  const fragments = fragmentsOf(document)

  const { refusal, hidden } = judge(schema, operation, fragments, forbidden)
  if (refusal) return { kind: 'refused', ...refusal }
  if (hidden.size === 0) return { kind: 'allowed', document, hidden }

  const allowed = allowedPart(schema, operation, fragments, forbidden)
  return {
    kind: 'allowed',
    document: tidied(document, operation, allowed.operation, allowed.fragments),
    hidden,
  }
}

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>

const fragmentsOf = (document: DocumentNode): Fragments =>
  new Map(
    document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION ? [[definition.name.value, definition]] : [],
    ),
  )

/** The operation with the fragments and variables that it still uses. */
function tidied(
  document: DocumentNode,
  original: OperationDefinitionNode,
  operation: OperationDefinitionNode,
  fragments: Fragments,
): DocumentNode {
  const used = usedBy(operation, fragments)
  const untouched =
    operation === original &&
    [...used.fragments].every((definition) => document.definitions.includes(definition))
  if (untouched) return document

  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    used.variables.has(variable.name.value),
  )

  return {
    kind: Kind.DOCUMENT,
    definitions: [{ ...operation, variableDefinitions }, ...used.fragments],
  }
}

/** Follows the spreads, each fragment once. */
function usedBy(operation: OperationDefinitionNode, fragments: Fragments) {
  const variables = new Set<string>()
  const reached = new Set<FragmentDefinitionNode>()
  const follow = (node: OperationDefinitionNode | FragmentDefinitionNode): void =>
    void visit(node, {
      VariableDefinition: () => false,
      Variable: ({ name }) => void variables.add(name.value),
      FragmentSpread({ name }) {
        const definition = fragments.get(name.value)
        if (!definition || reached.has(definition)) return
        reached.add(definition)
        follow(definition)
      },
    })
  follow(operation)

  return { variables, fragments: reached }
}
