import {
  Kind,
  parse,
  print,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql'
import type { FetchStep } from '../execute/step.ts'

type Call = { document: string; operationName: string }

/** How a feed is followed whose owner tells its gateway of entries, and readers what is theirs by pages (ADR 0030). */
export type FeedPages = {
  /** What a reader is told from a place on, by the variables of the subscription itself. */
  page: Call
  /** That there is something for somebody, from behind `$after`. */
  entries: Call & { key: string }
}

/** The calls by which the gateway follows a field, where its owner has them; `key` is the field's in its answer. */
export function feedPages(
  full: GraphQLSchema,
  { name }: GraphQLField<unknown, unknown>,
  key: string,
  { document }: Pick<FetchStep, 'document'>,
): FeedPages | undefined {
  const entries = full.getSubscriptionType()?.getFields()[`${name}Entries`]
  const after = entries?.args.find((argument) => argument.name === 'after')
  if (!entries || !after || !full.getQueryType()?.getFields()[`${name}Page`]) return undefined
  const { definitions } = parse(document, { noLocation: true })
  const operation = definitions.find((each) => each.kind === Kind.OPERATION_DEFINITION)
  const field = operation?.selectionSet.selections.find((each) => isField(each, name))
  if (!operation || !field) return undefined

  const asked = pageOf(operation, field, key)
  const page = print({
    kind: Kind.DOCUMENT,
    definitions: definitions.map((each) => (each === operation ? asked : each)),
  })

  return {
    page: { document: page, operationName: asked.name.value },
    entries: {
      key: entries.name,
      operationName: entries.name,
      document: `subscription ${entries.name}($after: ${String(after.type)}) {
        ${entries.name}(after: $after) { cursor place { epoch position } tags audience }
      }`,
    },
  }
}

const isField = (node: SelectionNode, name: string): node is FieldNode =>
  node.kind === Kind.FIELD && node.name.value === name

/** A subscription's operation → the query of its page. */
const pageOf = (operation: OperationDefinitionNode, field: FieldNode, key: string) => ({
  ...operation,
  operation: 'query' as OperationDefinitionNode['operation'],
  name: named(`${field.name.value}Page`),
  selectionSet: {
    kind: Kind.SELECTION_SET as const,
    selections: [
      {
        ...field,
        alias: named(key),
        name: named(`${field.name.value}Page`),
        selectionSet: {
          kind: Kind.SELECTION_SET as const,
          selections: [
            { ...leaf('values'), ...(field.selectionSet && { selectionSet: field.selectionSet }) },
            ...['cursor', 'more', 'interest'].map(leaf),
            {
              ...leaf('place'),
              selectionSet: {
                kind: Kind.SELECTION_SET as const,
                selections: ['epoch', 'position'].map(leaf),
              },
            },
          ],
        },
      },
    ],
  },
})

const named = (value: string) => ({ kind: Kind.NAME as const, value })

const leaf = (name: string): FieldNode => ({ kind: Kind.FIELD, name: named(name) })
