import { readFileSync } from 'node:fs'
import { composeGraph } from '@pactwork/gateway/compose/compose-graph'
import { subgraphDocument, type SubgraphSchema } from '@pactwork/gateway/compose/read-subgraphs'
import { buildGraph, type Graph } from '@pactwork/gateway/graph'

const names = ['network', 'rolling', 'crew', 'tickets', 'ratings', 'works']

/** A railway in six parts, described once: as subgraphs, and as the one schema that they compose to. */
export const railway: readonly SubgraphSchema[] = names.map((name) => ({
  name,
  typeDefs: subgraphDocument([readFileSync(new URL(`railway/${name}.graphql`, import.meta.url), 'utf8')], ''),
  url: `http://${name}/graphql`,
}))

export function railwayGraph(): Graph {
  const { supergraph, problems } = composeGraph(railway)
  if (supergraph === '') throw new Error(problems.join('\n'))

  return buildGraph(supergraph)
}
