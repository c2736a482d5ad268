import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { parse } from 'graphql'
import {
  enumsBothWays,
  irregularMutations,
  missingDescriptions,
  silentRefusals,
  unboundedRoots,
} from '../../compose/lint-graph.ts'
import {
  argumentsInRequires,
  requiredByMany,
  requiredReferences,
  requiringInterfaceObjects,
  sharedEnums,
} from '../../compose/lint-subgraph.ts'
import type { SubgraphSchema } from '../../compose/read-subgraphs.ts'
import type { Graph } from '../../graph.ts'

const subgraphLints = [requiredByMany, requiredReferences, requiringInterfaceObjects, sharedEnums]
const graphLints = [missingDescriptions, irregularMutations, silentRefusals, enumsBothWays, unboundedRoots]

/** What is wrong with a supergraph, one sentence each. */
export type Findings = {
  /** It would answer with wrong values: nobody's graph may. */
  wrong: string[]
  /** It breaks the rules for Pactwork's own graph: nullability across contexts (M29), descriptions, shapes, plans. */
  against: string[]
}

/** The same rules that composition applies, read from a composed graph. */
export function lintSupergraph({ sdl, full }: Pick<Graph, 'sdl' | 'full'>): Findings {
  const subgraphs = subgraphsOf(sdl)

  return {
    wrong: subgraphs.flatMap(argumentsInRequires),
    against: [
      ...subgraphLints.flatMap((lint) => lint(subgraphs)),
      ...graphLints.flatMap((lint) => lint(full)),
    ],
  }
}

function subgraphsOf(sdl: string): SubgraphSchema[] {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })

  return [...supergraph.subgraphs().values()].map((subgraph) => ({
    name: subgraph.name,
    url: subgraph.url,
    typeDefs: parse(subgraph.toString()),
  }))
}
