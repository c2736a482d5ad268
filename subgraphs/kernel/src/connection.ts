import { badInput } from './errors.ts'

/** The arguments of a Relay connection. */
export type Page = { first?: number | null | undefined; after?: string | null | undefined }

/** A page's bounds as a list query needs them: one more than asked for tells whether more follows. */
export type Bounds = { readonly limit: number; readonly after: string | undefined }

export const pageSize = { usual: 20, most: 100 }

type Connection<Node> = {
  edges: { cursor: string; node: Node }[]
  nodes: Node[]
  pageInfo: {
    hasNextPage: boolean
    hasPreviousPage: boolean
    startCursor: string | null
    endCursor: string | null
  }
}

/**
 * A Relay connection by keyset: `rows` reads up to `limit` rows after a key, which is the id
 * unless `keyOf` names another.
 * Cursors are opaque; a foreign one is refused. `first` is 20 by default and 100 at most.
 */
export async function connection<Node extends { id: string }>(
  { first, after }: Page,
  rows: (bounds: Bounds) => Promise<Node[]>,
  keyOf: (node: Node) => string = (node) => node.id,
): Promise<Connection<Node>> {
  const size = first ?? pageSize.usual
  if (size < 1 || size > pageSize.most) badInput(`"first" is ${size}; it must be from 1 to ${pageSize.most}.`)

  const found = await rows({ limit: size + 1, after: after ? decode(after) : undefined })
  const edges = found.slice(0, size).map((node) => ({ cursor: encode(keyOf(node)), node }))

  return {
    edges,
    nodes: edges.map((edge) => edge.node),
    pageInfo: {
      hasNextPage: found.length > size,
      hasPreviousPage: after != null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  }
}

const encode = (key: string): string => Buffer.from(`k:${key}`).toString('base64url')

function decode(cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString()
  if (!text.startsWith('k:'))
    badInput('"after" is not a cursor of this list; pass back an endCursor as it came.')

  return text.slice(2)
}
