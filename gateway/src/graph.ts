import { readFile } from 'node:fs/promises'
import { Supergraph, type Schema } from '@apollo/federation-internals'
import { QueryPlanner } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'

/** The checked-in supergraph in the shapes that planning, validating and executing need. */
export type Graph = {
  sdl: string
  planner: QueryPlanner
  /** What clients see, for Apollo's planner and for graphql-js. */
  api: Schema
  schema: GraphQLSchema
  /** Everything, for the executor. */
  full: GraphQLSchema
  subgraphs: string[]
}

export const supergraphFile = new URL('../../contracts/graph/supergraph.graphql', import.meta.url)

/** Loads the supergraph; a graph that cannot be built stops the start. */
export async function loadGraph(file: URL | string = supergraphFile): Promise<Graph> {
  return buildGraph(await readFile(file, 'utf8'))
}

export function buildGraph(sdl: string): Graph {
  const supergraph = Supergraph.build(sdl)
  const api = supergraph.apiSchema()

  return {
    sdl,
    planner: new QueryPlanner(supergraph),
    api,
    schema: api.toGraphQLJSSchema(),
    full: supergraph.schema.toGraphQLJSSchema(),
    subgraphs: supergraph.subgraphsMetadata().map(({ name }) => name),
  }
}
