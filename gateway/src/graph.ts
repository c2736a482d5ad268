import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph, type Schema } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'

/** The checked-in supergraph in the shapes that planning, validating and executing need. */
export type Graph = {
  sdl: string
  /** Of the SDL: which graph this is. */
  hash: string
  planner: QueryPlanner
  /** What clients see, for Apollo's planner and for graphql-js. */
  api: Schema
  schema: GraphQLSchema
  /** Everything, for the executor. */
  full: GraphQLSchema
  /** The subgraphs' names with the URLs that the supergraph gives for them. */
  subgraphs: ReadonlyMap<string, string>
}

export const supergraphFile = new URL('../../contracts/graph/supergraph.graphql', import.meta.url)

/** Loads the supergraph; a graph that cannot be built stops the start. */
export async function loadGraph(file: URL | string = supergraphFile): Promise<Graph> {
  return buildGraph(await readFile(file, 'utf8'))
}

/**
 * How many alternatives the planner weighs for one operation. Its own default (10,000) takes ten seconds of the
 * process for some operations of ordinary size; with this one the plans stay good and take a hundredth of that.
 */
const mostPlans = 100

/** A supergraph's SDL → all that serving it needs. Those that link authorization directives load as well. */
export function buildGraph(sdl: string): Graph {
  const building = graphInPieces(sdl)
  for (;;) {
    const { done, value } = building.next()
    if (done) return value
  }
}

/** The same with turns of the loop between: requests go on meanwhile. */
export async function buildGraphInTurns(sdl: string): Promise<Graph> {
  const building = graphInPieces(sdl)
  for (;;) {
    const { done, value } = building.next()
    if (done) return value
    await nextTurn()
  }
}

function* graphInPieces(sdl: string): Generator<void, Graph> {
  const supergraph = Supergraph.build(sdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  yield
  const api = supergraph.apiSchema()
  yield
  const planner = new QueryPlanner(supergraph, { debug: { maxEvaluatedPlans: mostPlans } })
  yield
  const schema = api.toGraphQLJSSchema()
  yield

  return {
    sdl,
    hash: createHash('sha256').update(sdl).digest('base64url').slice(0, 22),
    planner,
    api,
    schema,
    full: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: new Map(supergraph.subgraphsMetadata().map(({ name, url }) => [name, url])),
  }
}
