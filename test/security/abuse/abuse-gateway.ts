import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { composeServices } from '@apollo/composition'
import { startGateway } from '@pactwork/gateway/gateway'
import { buildGraph } from '@pactwork/gateway/graph'
import { gatewayConfig } from '@pactwork/gateway/program/config'
import { createLog } from '@pactwork/kernel/runtime/log'
import { graphql, parse, type GraphQLSchema } from 'graphql'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'

const people = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Query { me: Person! people(first: Int = 10): [Person!]! echo(text: String, list: [Int], deep: Deep, any: Any): String! }
  type Mutation { rename(name: String!): Person! }
  type Person @key(fields: "id") { id: ID! name: String! friends(first: Int): [Person!]! }
  input Deep { deeper: Deep list: [Deep!] }
  scalar Any
`
const places = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
  type Person @key(fields: "id") { id: ID! home: Place }
  type Place { name: String! }
`

/** A server of one subgraph that counts what it is asked. */
async function serve(
  schema: GraphQLSchema,
  asked: { count: number },
): Promise<{ url: string; server: Server }> {
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { query, variables } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const result = await graphql({ schema, source: query, variableValues: variables })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
  }
  const server = createServer((request, response) => {
    asked.count += 1
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)))
  })
  server.listen(0, '127.0.0.1').unref()
  await once(server, 'listening')

  return { url: `http://127.0.0.1:${portOf(server)}/graphql`, server }
}

/**
 * The gateway as it is, with its limits on and development off, before two subgraphs of this process; `settings` as the
 * environment gives them. Tokens are of an issuer of its own, so it needs no other process.
 */
export async function abuseGateway(settings: Record<string, string> = {}) {
  const person = { id: '1', name: 'Ada', friends: () => [{ id: '2', name: 'Bob', friends: () => [] }] }
  const asked = { count: 0 }
  const one = await serve(
    buildSubgraphSchema([
      {
        typeDefs: parse(people),
        resolvers: {
          Query: { me: () => person, people: () => [person], echo: () => 'heard' },
          Mutation: { rename: () => person },
        },
      },
    ]),
    asked,
  )
  const other = await serve(
    buildSubgraphSchema([
      {
        typeDefs: parse(places),
        resolvers: { Person: { home: () => ({ name: 'London' }) } },
      },
    ]),
    asked,
  )
  const composed = composeServices([
    { name: 'people', url: one.url, typeDefs: parse(people) },
    { name: 'places', url: other.url, typeDefs: parse(places) },
  ])
  if (!composed.supergraphSdl) throw new Error(String(composed.errors))

  const { publicKey, privateKey } = await generateKeyPair('EdDSA')
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'test', alg: 'EdDSA', use: 'sig' }] }
  const tokenFor = (clientId: string, roles: readonly string[] = ['SALES_REP']): Promise<string> =>
    new SignJWT({ tenant: 'ten_01jd0000000000000000000000', roles, groups: [], client_id: clientId })
      .setProtectedHeader({ alg: 'EdDSA', typ: 'at+jwt', kid: 'test' })
      .setIssuer('pactwork-access')
      .setAudience('pactwork')
      .setSubject('usr_01jd0000000000000000000000')
      .setJti('abuse')
      .setIssuedAt()
      .setExpirationTime('10m')
      .sign(privateKey)

  const graph = buildGraph(composed.supergraphSdl)
  const config = gatewayConfig({
    env: {
      PACTWORK_PORT: '0',
      PACTWORK_GATEWAY_HOST: '127.0.0.1',
      PACTWORK_GATEWAY_SUPERGRAPH_FILE: 'none: the graph is given below',
      PACTWORK_GATEWAY_TRUST_ISSUERS: JSON.stringify([{ jwks, revocations: false }]),
      ...settings,
    },
  })
  const gateway = await startGateway({
    config,
    holder: {
      current: () => graph,
      status: () => ({ hash: graph.hash, loadedAt: '', refused: undefined, unreachable: undefined }),
      follow() {},
    },
    log: createLog('abuse', 'silent'),
  })

  return {
    port: gateway.port,
    url: `http://127.0.0.1:${gateway.port}/graphql`,
    token: await tokenFor('abuse'),
    tokenFor,
    /** How often a subgraph was asked for something. */
    asked: () => asked.count,
    async close() {
      await gateway.stop()
      for (const { server } of [one, other]) {
        server.closeAllConnections()
        server.close()
      }
    },
  }
}

export type AbuseGateway = Awaited<ReturnType<typeof abuseGateway>>

const portOf = (server: Server): number => {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
