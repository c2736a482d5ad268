import { Supergraph } from '@apollo/federation-internals'
import { findBreakingChanges, type GraphQLSchema } from 'graphql'

/** What a client of the released graph could no longer do with the new one. */
export function breakingChanges(released: string, next: string): string[] {
  return findBreakingChanges(publicSchema(released), publicSchema(next)).map(
    (change) => `${change.description} This breaks clients of the released graph.`,
  )
}

/** The graph as clients see it: without what is @inaccessible. */
const publicSchema = (supergraph: string): GraphQLSchema =>
  Supergraph.build(supergraph).apiSchema().toGraphQLJSSchema()
