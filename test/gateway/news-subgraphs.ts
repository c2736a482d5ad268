import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { composeServices } from '@apollo/composition'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { createLog } from '@pactwork/kernel/runtime/log'
import { serveSubscriptions } from '@pactwork/kernel/subscription'
import { graphql, GraphQLError, parse, type DocumentNode } from 'graphql'
import { z } from 'zod'
import { newsFeed } from './news-feed.ts'
import { source } from './source.ts'

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@policy", "@inaccessible"])\n'
const typeDefs = (...names: string[]): DocumentNode =>
  parse(
    [
      link,
      ...names.map((name) => readFileSync(new URL(`graph/${name}.graphql`, import.meta.url), 'utf8')),
    ].join('\n'),
  )

/** How the feed is served: as subscriptions alone, or by entries and pages as well. */
export type Serving = { pages?: boolean }

const newsFiles = ({ pages = false }: Serving): string[] => ['news', ...(pages ? ['news-pages'] : [])]

/** The supergraph of the two; each `version` is another one that serves the same. */
export function newsGraph(version = 0, serving: Serving = {}): string {
  const other = version === 0 ? '' : `\nextend type Query { "Of version ${version}." version${version}: Int }`
  const { supergraphSdl, errors } = composeServices([
    { name: 'news', url: 'http://news', typeDefs: typeDefs(...newsFiles(serving)) },
    {
      name: 'people',
      url: 'http://people',
      typeDefs: parse(link + readFileSync(new URL('graph/people.graphql', import.meta.url), 'utf8') + other),
    },
  ])
  if (!supergraphSdl) throw new Error(errors?.join('\n'))

  return supergraphSdl
}

const claims = z.object({ exp: z.number(), jti: z.string() })
const claimsOf = (token: string) =>
  claims.parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))

/** Nobody is called `none`, who is `young` does not tell the age, who is `silent` has no motto. */
const personOf = (id: string): object | null =>
  id === 'none'
    ? null
    : {
        id,
        name: `person ${id}`,
        age() {
          if (id === 'young') throw new GraphQLError('not told', { extensions: { code: 'DENIED' } })
          return id.length
        },
        motto: id === 'silent' ? null : `motto of ${id}`,
        friend: () => personOf(`${id}+`),
        friends: () => [personOf(`${id}+`), personOf('young')],
      }

/**
 * `news` has a feed, `people` knows whom its items are about. They listen on one port; connections to the feed end
 * with their token, as the kernel does it. Revoked tokens are told at `/revoked`.
 */
export async function newsSubgraphs(serving: Serving = {}) {
  const feed = newsFeed()
  const ticking = source<number>()
  const revoked = new Set<string>()
  const state = { people: Promise.resolve(), entities: 0, calls: 0, tokens: [] as string[] }
  const list = { gate: Promise.resolve(), waiting: 0, toldAt: 0 }

  const news = buildSubgraphSchema([
    {
      typeDefs: typeDefs(...newsFiles(serving)),
      resolvers: {
        Query: {
          newsIsRunning: () => true,
          latestNews: () => feed.latest(),
          ...(serving.pages && {
            newsPage: (_: unknown, args: Parameters<typeof feed.page>[0]) => feed.page(args),
          }),
        },
        Subscription: {
          news: {
            subscribe: (_: unknown, args: Parameters<typeof feed.follow>[0]) => feed.follow(args),
            resolve: (value: unknown) => value,
          },
          ...(serving.pages && {
            newsEntries: {
              subscribe: (_: unknown, args: Parameters<typeof feed.entries>[0]) => feed.entries(args),
              resolve: (value: unknown) => value,
            },
          }),
          ticks: {
            subscribe: () => ticking.follow(),
            resolve: (number: number) => ({
              number,
              noise: 'tick'.repeat(250),
              person: { __typename: 'Person', id: `p${number}` },
            }),
          },
        },
      },
    },
  ])
  const people = buildSubgraphSchema([
    {
      typeDefs: typeDefs('people'),
      resolvers: {
        Query: { person: (_: unknown, { id }: { id: string }) => personOf(id) },
        Person: {
          __resolveReference({ id }: { id: string }) {
            state.entities += 1
            return personOf(id)
          },
        },
        Place: {
          __resolveReference: ({ id }: { id: string }) => ({ id, name: `place ${id}`, country: 'X' }),
        },
      },
    },
  ])

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = Buffer.concat(await request.toArray()).toString()
    response.setHeader('content-type', 'application/json')
    if (request.url === '/revoked') {
      list.waiting += 1
      await list.gate
      list.waiting -= 1
      list.toldAt = performance.now()
    }
    if (request.url === '/revoked')
      return void response.end(JSON.stringify({ revocations: [...revoked].map((tokenId) => ({ tokenId })) }))
    const schema = request.url === '/people' ? people : news
    if (schema === people) {
      state.calls += 1
      state.tokens.push(request.headers.authorization?.replace('Bearer ', '') ?? '')
      await state.people
    }
    const { query, variables } = JSON.parse(body)
    response.end(JSON.stringify(await graphql({ schema, source: query, variableValues: variables })))
  }
  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy())
  })
  const connections = new Set<Duplex>()
  server.on('upgrade', (_request, socket: Duplex) => {
    connections.add(socket)
    socket.once('close', () => connections.delete(socket))
  })
  const subscriptions = serveSubscriptions({
    server,
    path: '/news',
    schema: news,
    log: createLog('news', 'silent'),
    contextOf: () => ({}),
    formatError: (error) => error.toJSON(),
    async authenticate(fields) {
      const token = String(fields['authorization']).replace('Bearer ', '')
      const { exp, jti } = claimsOf(token)
      if (revoked.has(jti)) throw new Error('revoked')

      return { caller: jti, expiresAt: new Date(exp * 1_000), isRevoked: async () => revoked.has(jti) }
    },
  })
  const port = await listening(server, 0)

  return {
    url: `http://127.0.0.1:${port}`,
    feed,
    /** What has no cursors. */
    ticking,
    revoked,
    /** How many entities and calls `people` was asked for, and by which tokens. */
    asked: state,
    /** Holds everything that is asked of `people` until the promise resolves. */
    holdPeople: (gate: Promise<void>) => void (state.people = gate),
    /** Holds the list of revoked tokens until the promise resolves. */
    holdRevoked: (gate: Promise<void>) => void (list.gate = gate),
    revokedWaiting: () => list.waiting,
    revokedAge: () => performance.now() - list.toldAt,
    /** How many connections follow the feed. */
    connections: () => connections.size,
    /** Ends them in the middle of everything. */
    cut: () => connections.forEach((socket) => socket.destroy()),
    /** Falls silent on the connections that follow the feed, without closing any. */
    fallSilent(): void {
      for (const socket of connections) {
        socket.pause()
        socket.cork()
      }
    },
    /** Is away, and comes back at the same place. */
    async away(): Promise<() => Promise<unknown>> {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      connections.forEach((socket) => socket.destroy())
      await closed

      return () => listening(server, port)
    },
    async close(): Promise<void> {
      await subscriptions.stop()
      server.closeAllConnections()
      server.close()
    },
  }
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return typeof address === 'object' && address ? address.port : 0
}
