import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { composeGraph } from '@pactwork/gateway/compose/compose-graph'
import { subgraphDocument, type SubgraphSchema } from '@pactwork/gateway/compose/read-subgraphs'
import { callHeader, callVerifier } from '@pactwork/kernel/runtime/call-identity'
import { createLog } from '@pactwork/kernel/runtime/log'
import { serveSubscriptions } from '@pactwork/kernel/subscription'
import { graphql, GraphQLError } from 'graphql'
import { testStack } from '../support/test-stack.ts'
import { ownGateway } from './own-gateway.ts'
import { source } from './source.ts'

const log = createLog('two-subgraphs', 'silent')
const common = '"Never used." scalar Nothing'
const sdl = (name: string): SubgraphSchema => ({
  name,
  typeDefs: subgraphDocument(
    [readFileSync(new URL(`graph/${name}.graphql`, import.meta.url), 'utf8')],
    common,
  ),
  url: `http://${name}/graphql`,
})

/** What a subscriber of the graph below may be shown. */
export type Sighting =
  | { __typename: 'Seen'; position: number; thing: { id: string } }
  | { __typename: 'Lost'; count: number }

/**
 * A gateway before two subgraphs made for this: `tracker` has a subscription, `things` knows what it is about.
 * Tokens and keys are those of the running stack; calls are verified as every subgraph does.
 */
export async function twoSubgraphs({ deadline = 15_000, heartbeat = 12_000 } = {}) {
  const { env } = await testStack()
  const keysDir = env['PACTWORK_KEYS_DIR'] ?? ''
  const { supergraph, problems } = composeGraph([sdl('things'), sdl('tracker')])
  if (problems.length > 0) throw new Error(problems.join('\n'))
  const verify = callVerifier(keysDir)
  const sightings = source<Sighting>()
  const asked: { subgraph: string; body: string; role: string; correlationId: string }[] = []
  const opening = { gate: Promise.resolve() }

  const tracker = buildSubgraphSchema([
    {
      typeDefs: sdl('tracker').typeDefs,
      resolvers: {
        Query: { running: () => true },
        Subscription: {
          sightings: {
            async subscribe() {
              await opening.gate
              return sightings.follow()
            },
            resolve: (sighting: Sighting) => sighting,
          },
        },
        Seen: {
          place() {
            throw new GraphQLError('not for you', { extensions: { code: 'DENIED' } })
          },
        },
      },
    },
  ])
  const things = buildSubgraphSchema([
    {
      typeDefs: sdl('things').typeDefs,
      resolvers: {
        Query: {
          thing: (_: unknown, { id }: { id: string }) => ({ id, name: `thing ${id}` }),
          patience: () => new Promise(() => {}),
          broken() {
            throw new Error('password of the database is hunter2')
          },
        },
        Thing: {
          __resolveReference: ({ id }: { id: string }) =>
            id === 'gone' ? null : { id, name: `thing ${id}` },
        },
      },
    },
  ])

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString()
    const subgraph = request.url?.split('/')[1] ?? ''
    const token = request.headers.authorization?.replace('Bearer ', '')
    const call = await verify(subgraph, String(request.headers[callHeader]), body, token)
    asked.push({ subgraph, body, role: call.role, correlationId: call.correlationId })
    const { query, variables } = JSON.parse(body)
    const result = await graphql({
      schema: subgraph === 'things' ? things : tracker,
      source: query,
      variableValues: variables,
    })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
  }
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(401).end(String(error)))
  })
  const subscriptions = serveSubscriptions({
    server,
    path: '/tracker/graphql',
    schema: tracker,
    log,
    contextOf: () => ({}),
    formatError: (error) => error.toJSON(),
    async authenticate(fields) {
      const token = String(fields['authorization']).replace('Bearer ', '')
      const call = await verify('tracker', String(fields[callHeader]), '', token)
      asked.push({ subgraph: 'tracker', body: '', role: call.role, correlationId: call.correlationId })
      return { caller: call }
    },
  })
  const connections = new Set<Duplex>()
  server.on('upgrade', (_request, socket) => connections.add(socket))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : 0

  const gateway = await ownGateway({
    sdl: supergraph,
    env: {
      PACTWORK_THINGS_URL: `http://127.0.0.1:${port}/things/graphql`,
      PACTWORK_TRACKER_URL: `http://127.0.0.1:${port}/tracker/graphql`,
      PACTWORK_GATEWAY_DEADLINE_MS: String(deadline),
      PACTWORK_GATEWAY_HEARTBEAT_MS: String(heartbeat),
    },
  })

  return {
    url: gateway.url,
    asked,
    sightings,
    /** Holds every new subscription at its owner until the promise resolves. */
    holdOpening: (gate: Promise<void>) => void (opening.gate = gate),
    /** Ends the owner's connections in the middle of everything. */
    cutOwner: () => connections.forEach((socket) => socket.destroy()),
    async close() {
      await gateway.stop()
      await subscriptions.stop()
      server.closeAllConnections()
      server.close()
    },
  }
}

export type TwoSubgraphs = Awaited<ReturnType<typeof twoSubgraphs>>
