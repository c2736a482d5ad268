import {
  Kind,
  parseType,
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
  type VariableDefinitionNode,
} from 'graphql'
import { isTree } from '../execute/tree.ts'
import type { FeedPages } from './feed-pages.ts'
import { feedTypes, ownSelections, type OwnSelections } from './feed-values.ts'

/**
 * A subscription that can be resumed. What we ask of each event for ourselves stands under keys of ours; the client's
 * shape does not know them.
 */
export type FeedPlan = Omit<OwnSelections, 'selections'> & {
  /** The field as the client asks for it, for its arguments, and as the schema has it. */
  node: FieldNode
  field: GraphQLField<unknown, unknown>
  /** Its key in what the owner sends. */
  key: string
  /** The variable of ours that takes the cursor to go on behind. */
  after: string
  /** Undefined where its owner knows nothing but subscriptions. */
  pages?: FeedPages | undefined
}

/** What an event says about its place in its feed. */
export type Noted = {
  /** Undefined where it cannot be told; the event cannot be gone on behind then. */
  cursor: string | undefined
  /** Milliseconds since the epoch. */
  occurredAt: number | undefined
  /** Of a gap: why it is one. */
  gap: string | undefined
}

const nothing: Noted = { cursor: undefined, occurredAt: undefined, gap: undefined }

/** Reads what was asked of an event for ourselves. */
export function noted(feed: FeedPlan | undefined, data: unknown): Noted {
  const value = feed && isTree(data) ? data[feed.key] : undefined
  if (!feed || !isTree(value)) return nothing
  const said = (keys: readonly string[]): string | undefined =>
    keys.map((key) => value[key]).find((one) => typeof one === 'string')
  const time = Date.parse(said(feed.times) ?? '')

  return {
    cursor: said(feed.cursors),
    occurredAt: Number.isNaN(time) ? undefined : time,
    gap: said(feed.reasons),
  }
}

/** An operation that may be planned → the same, with what following it as a feed takes; unchanged if it is none. */
export function asFeed(
  schema: GraphQLSchema,
  document: DocumentNode,
  forbidden: ReadonlySet<string>,
): { document: DocumentNode; feed: FeedPlan | undefined } {
  const root = schema.getSubscriptionType()
  const operation = document.definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const node = operation && rootField(document, operation.selectionSet)
  const field = node && root?.getFields()[node.name.value]
  const types = field && feedTypes(schema, field, forbidden)
  const argument = field?.args.find(({ name }) => name === 'after')
  if (!operation || !types || !argument) return { document, feed: undefined }

  const { selections, ...keys } = ownSelections(types)
  const after = freeName(operation)
  const definitions = document.definitions.map((each) => {
    if (each === operation)
      return {
        ...operation,
        variableDefinitions: [
          ...(operation.variableDefinitions ?? []),
          definition(after, String(argument.type)),
        ],
        selectionSet: followed(operation.selectionSet, after, selections),
      }
    return each.kind === Kind.FRAGMENT_DEFINITION && each.typeCondition.name.value === root?.name
      ? { ...each, selectionSet: followed(each.selectionSet, after, selections) }
      : each
  })

  return {
    document: { ...document, definitions },
    feed: { node, field, key: node.alias?.value ?? node.name.value, after, ...keys },
  }
}

/** The one field that a subscription begins with. */
function rootField(document: DocumentNode, { selections }: SelectionSetNode): FieldNode | undefined {
  for (const node of selections) {
    if (node.kind === Kind.FIELD) return node
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT
        ? node
        : document.definitions.find(
            (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
          )
    const set = fragment && 'selectionSet' in fragment ? fragment.selectionSet : undefined
    const found = set && rootField(document, set)
    if (found) return found
  }

  return undefined
}

/** Every time that the root field is named: equal arguments let them be one field. */
const followed = (set: SelectionSetNode, after: string, own: readonly SelectionNode[]): SelectionSetNode => ({
  ...set,
  selections: set.selections.map((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT)
      return { ...node, selectionSet: followed(node.selectionSet, after, own) }
    if (node.kind === Kind.FRAGMENT_SPREAD || !node.selectionSet) return node

    return {
      ...node,
      arguments: [
        ...(node.arguments ?? []).filter(({ name }) => name.value !== 'after'),
        { kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: 'after' }, value: variable(after) },
      ],
      selectionSet: { ...node.selectionSet, selections: [...node.selectionSet.selections, ...own] },
    }
  }),
})

const variable = (name: string) => ({
  kind: Kind.VARIABLE as const,
  name: { kind: Kind.NAME as const, value: name },
})

const definition = (name: string, type: string): VariableDefinitionNode => ({
  kind: Kind.VARIABLE_DEFINITION,
  variable: variable(name),
  type: parseType(type, { noLocation: true }),
})

/** A name that none of the client's variables has. */
function freeName({ variableDefinitions = [] }: OperationDefinitionNode): string {
  const taken = new Set(variableDefinitions.map(({ variable: { name } }) => name.value))
  let name = 'after'
  while (taken.has(name)) name = `_${name}`

  return name
}
