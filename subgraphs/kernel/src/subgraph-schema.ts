import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { parse, type GraphQLSchema } from 'graphql'
import type { ContextDefinition } from './context.ts'
import { scalars } from './scalars.ts'

const common = new URL('../../../contracts/graph/common.graphql', import.meta.url)

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@shareable", "@inaccessible", "@external", "@requires", "@provides", "@override", "@interfaceObject", "@tag"
])`

/** The SDL of a context as it is composed: the federation link, the common types, its own files by name. */
export function subgraphSdl(schemaFolder: URL): string {
  const folder = fileURLToPath(schemaFolder)
  const own = readdirSync(folder)
    .filter((file) => file.endsWith('.graphql'))
    .toSorted()
    .map((file) => readFileSync(`${folder}/${file}`, 'utf8'))

  return [federation, readFileSync(fileURLToPath(common), 'utf8'), ...own].join('\n\n')
}

/** The executable schema of a context; unions of results resolve by the `__typename` that commands return. */
export const subgraphSchema = (context: ContextDefinition): GraphQLSchema =>
  buildSubgraphSchema([
    { typeDefs: parse(subgraphSdl(context.schema)), resolvers: { ...scalars, ...context.resolvers } },
  ])
