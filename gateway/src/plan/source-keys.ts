import { Kind, visit, type DocumentNode, type FieldNode } from 'graphql'

/** No field of a graph begins so. */
const prefix = '_pw_'

/**
 * A client's aliases get names of ours on their way to subgraphs: an alias may be the name of a field that the plan
 * itself needs there (`{ id: name }` beside a key `id`), and must never take its place.
 */
export const sourceKey = ({ alias, name }: FieldNode): string =>
  alias && alias.value !== name.value ? `${prefix}${alias.value}` : name.value

/** The client's name for a key of ours. */
export const clientKey = (source: string): string =>
  source.startsWith(prefix) ? source.slice(prefix.length) : source

export const withSourceKeys = (document: DocumentNode): DocumentNode =>
  visit(document, {
    Field: (node) =>
      node.alias === undefined || node.alias.value === node.name.value
        ? undefined
        : { ...node, alias: { kind: Kind.NAME, value: sourceKey(node) } },
  })
