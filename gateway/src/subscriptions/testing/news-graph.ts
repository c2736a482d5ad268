import { composeServices } from '@apollo/composition'
import { createLog } from '@pactwork/kernel/runtime/log'
import { parse } from 'graphql'
import { buildGraph } from '../../graph.ts'
import { noMetrics } from '../../observe/metrics.ts'
import { servedGraph } from '../../served-graph.ts'
import type { Caller } from '../../trust/caller.ts'
import type { Claims } from '../../trust/claims.ts'
import { planned, type Subscription } from '../subscription.ts'

/** An owner of a feed with pages (`news`), of one without (`quiet`), and somebody who knows more of persons. */
const typeDefs = {
  desk: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@inaccessible"])
    scalar Cursor
    type News { cursor: Cursor! occurredAt: String! position: Int! text(in: String): String person: Person }
    type Person @key(fields: "id") { id: ID! }
    type FeedGap { cursor: Cursor! reason: String! }
    union NewsValue = News | FeedGap
    type Subscription {
      news(about: ID, after: Cursor, last: Int): NewsValue!
      newsEntries(after: Cursor): FeedEntry! @inaccessible
      quiet(after: Cursor): NewsValue!
    }
    type Query {
      newsPage(about: ID, after: Cursor, last: Int): NewsPage! @inaccessible
    }
    type NewsPage @inaccessible {
      values: [NewsValue]! cursor: Cursor! place: FeedPlace! more: Boolean! interest: [[String!]!]!
    }
    type FeedEntry @inaccessible { cursor: Cursor! place: FeedPlace! tags: [String!] audience: [String!] }
    type FeedPlace @inaccessible { epoch: String position: Float! }`,
  people: `
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])
    type Person @key(fields: "id") { id: ID! name: String }
    type Query { somebody: Person }`,
}

function composed(): string {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(typeDefs).map(([name, text]) => ({
      name,
      url: `http://${name}`,
      typeDefs: parse(text),
    })),
  )
  if (!supergraphSdl) throw new Error(errors?.map(({ message }) => message).join('\n'))

  return supergraphSdl
}

export const newsGraph = buildGraph(composed())
export const silence = createLog('news', 'silent')
const served = servedGraph(newsGraph, {
  metrics: noMetrics,
  protect: { policies: {} },
  cache: { fields: {} },
  log: silence,
  open: true,
})

export const readerOf = (sub: string, said: Partial<Claims> = {}): Caller => {
  const token = `token of ${sub} until ${said.exp ?? 1}`
  const claims = { scopes: [], clientId: undefined, jti: undefined, exp: 1, issuer: 'i', tenant: 'ten_1' }

  return {
    user: { ...claims, sub, roles: [], groups: [], ...said },
    token,
    client: { name: 'tests', version: '1' },
    correlationId: 'c',
    rights: `rights of ${sub}`,
  }
}

/** A subscription to the graph as it is planned for whoever asks. */
export const subscriptionTo = (
  query: string,
  variables: Readonly<Record<string, unknown>> = {},
): Subscription =>
  planned(
    served,
    { document: parse(query), operationName: undefined, variables, key: query },
    readerOf('usr_1'),
  )
