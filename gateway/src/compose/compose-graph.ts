import { composeServices } from '@apollo/composition'
import { buildSchema } from 'graphql'
import {
  enumsBothWays,
  irregularMutations,
  missingDescriptions,
  silentRefusals,
  unboundedRoots,
} from './lint-graph.ts'
import { streamsWithoutPages } from './lint-streams.ts'
import {
  argumentsInRequires,
  labelledOverrides,
  requiredByMany,
  requiredReferences,
  requiringInterfaceObjects,
  sharedEnums,
} from './lint-subgraph.ts'
import type { SubgraphSchema } from './read-subgraphs.ts'

const graphLints = [missingDescriptions, irregularMutations, silentRefusals, enumsBothWays, unboundedRoots]
const subgraphLints = [requiredByMany, requiredReferences, requiringInterfaceObjects, sharedEnums]

/** The supergraph of these subgraphs and what is wrong with it; a graph with problems is not released. */
export function composeGraph(subgraphs: readonly SubgraphSchema[]): {
  supergraph: string
  problems: string[]
} {
  const composition = composeServices([...subgraphs])
  if (composition.errors)
    return { supergraph: '', problems: composition.errors.map((error) => error.message) }

  const schema = buildSchema(composition.supergraphSdl, { assumeValidSDL: true })
  const problems = [
    ...subgraphs.flatMap(argumentsInRequires),
    ...subgraphs.flatMap(labelledOverrides),
    ...subgraphs.flatMap(streamsWithoutPages),
    ...subgraphLints.flatMap((lint) => lint(subgraphs)),
    ...graphLints.flatMap((lint) => lint(schema)),
  ]

  return { supergraph: `${composition.supergraphSdl.trimEnd()}\n`, problems }
}
