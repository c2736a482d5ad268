import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { composeServices } from '@apollo/composition'
import { buildSchema, graphql, parse } from 'graphql'

const link =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\nschema { query: Query }\n'
const entities = (types: string) =>
  `scalar _Any\nunion _Entity = ${types}\nextend type Query { _entities(representations: [_Any!]!): [_Entity]! }\n`

type Representation = { __typename: string; id: string }
type Values = Record<string, unknown>

/** What a subgraph serves: its SDL as composition sees it, and what its fields and entities answer. */
type Part = { sdl: string; root: Values; entity: (representation: Representation) => Values }

/**
 * For specs: a supergraph of two subgraphs that really listen. `things` knows things by id and has a field that waits,
 * `weights` adds what they weigh: ten times their id.
 */
export async function smallGraph() {
  const gates = new Map<string, PromiseWithResolvers<void>>()
  const gate = (name: string): PromiseWithResolvers<void> => {
    const known = gates.get(name) ?? Promise.withResolvers<void>()
    gates.set(name, known)
    return known
  }
  const arrived = { patience: Promise.withResolvers<void>() }
  const parts: Record<string, Part> = {
    things: {
      sdl: 'type Query { thing(id: ID!): Thing things(ids: [ID!]!): [Thing] patience: String }\ntype Thing @key(fields: "id") { id: ID! name: String }',
      root: {
        thing: ({ id }: { id: string }) => thing(id),
        things: ({ ids }: { ids: string[] }) => ids.map(thing),
        async patience() {
          arrived.patience.resolve()
          await gate('patience').promise
          return 'rewarded'
        },
      },
      entity: ({ id }) => thing(id),
    },
    weights: {
      sdl: 'type Query { heaviest: Thing }\ntype Thing @key(fields: "id") { id: ID! weight: Int }',
      root: { heaviest: () => ({ id: '9', weight: 90 }) },
      entity: ({ id }) => ({ __typename: 'Thing', id, weight: Number(id) * 10 }),
    },
  }
  const servers = new Map<string, { server: Server; port: number }>()
  for (const [name, part] of Object.entries(parts)) {
    const server = createServer(answering(part))
    servers.set(name, { server, port: await listening(server, 0) })
  }
  const urlOf = (name: string): string => `http://127.0.0.1:${servers.get(name)?.port}/graphql`

  return {
    /** The supergraph; each `version` is another one that answers the same. */
    supergraph: (version = 0) =>
      composed(
        Object.entries(parts).map(([name, { sdl }]) => ({
          name,
          url: urlOf(name),
          sdl:
            version === 0 ? sdl : sdl.replace('type Query {', `type Query { version${version}_${name}: Int`),
        })),
      ),
    urlOf,
    /** Resolves when an operation waits in `patience`; `reward` lets it go on. */
    waiting: arrived.patience.promise,
    reward: () => gate('patience').resolve(),
    /** A subgraph vanishes with all its connections, as a killed process does. */
    async kill(name: string): Promise<void> {
      const { server } = known(servers, name)
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
    async revive(name: string): Promise<void> {
      const { server, port } = known(servers, name)
      await listening(server, port)
    },
    close(): void {
      for (const { server } of servers.values()) {
        server.close()
        server.closeAllConnections()
      }
    },
  }
}

const thing = (id: string): Values => ({ __typename: 'Thing', id, name: `thing ${id}` })

function composed(subgraphs: readonly { name: string; url: string; sdl: string }[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(link + sdl) })),
  )
  if (!supergraphSdl) throw new Error(errors?.join('\n') ?? 'nothing was composed')

  return supergraphSdl
}

function answering({ sdl, root, entity }: Part) {
  const schema = buildSchema(sdl.replaceAll(/@key\([^)]*\)/g, '') + entities('Thing'))
  const rootValue = {
    ...root,
    _entities: ({ representations }: { representations: Representation[] }) => representations.map(entity),
  }
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { query, variables } = JSON.parse(Buffer.concat(await request.toArray()).toString())
    const result = await graphql({ schema, source: query, variableValues: variables, rootValue })
    response.setHeader('content-type', 'application/json').end(JSON.stringify(result))
  }

  return (request: IncomingMessage, response: ServerResponse): void => {
    answer(request, response).catch(() => response.destroy())
  }
}

async function listening(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return typeof address === 'object' && address ? address.port : 0
}

function known<Value>(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name)
  if (value === undefined) throw new Error(`There is no subgraph ${name}.`)

  return value
}
