import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, type DocumentNode } from 'graphql'

/** One context's part of the graph, as its own server serves it. */
export type SubgraphSchema = { name: string; typeDefs: DocumentNode; url: string }

/** The kernel puts the same link on every subgraph; contexts do not write it. */
export const federationLink = `extend schema @link(
  url: "https://specs.apollo.dev/federation/v2.9"
  import: ["@key", "@shareable", "@inaccessible", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@tag"]
)
`

/** Reads every `subgraphs/<name>/schema` folder of the project, joined with the common types. */
export async function readSubgraphs(root: string): Promise<SubgraphSchema[]> {
  const common = await readFile(join(root, 'contracts/graph/common.graphql'), 'utf8')
  const folders = await readdir(join(root, 'subgraphs'), { withFileTypes: true })
  const names = folders.filter((entry) => entry.isDirectory()).map((entry) => entry.name)
  const read = await Promise.all(names.toSorted().map((name) => readSubgraph(root, name, common)))

  return read.filter((subgraph) => subgraph !== undefined)
}

async function readSubgraph(root: string, name: string, common: string): Promise<SubgraphSchema | undefined> {
  const folder = join(root, 'subgraphs', name, 'schema')
  const entries = await readdir(folder).catch(() => [])
  const files = entries.filter((file) => file.endsWith('.graphql')).toSorted()
  if (files.length === 0) return undefined

  const own = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')))

  return { name, typeDefs: subgraphDocument(own, common), url: `http://${name}/graphql` }
}

/** What a subgraph serves: its own files, the common types and the federation link. */
export const subgraphDocument = (own: readonly string[], common: string): DocumentNode =>
  parse([federationLink, common, ...own].join('\n'))
