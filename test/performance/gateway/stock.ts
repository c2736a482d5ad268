import { readFileSync } from 'node:fs'
import { ApolloGateway, RemoteGraphQLDataSource, type GraphQLDataSourceProcessOptions } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { createLocalJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'

// Apollo's gateway as its documentation sets it up: the context checks the token, each subgraph is sent it.
const contestant = z.object({
  supergraph: z.string(),
  port: z.int(),
  jwks: z.object({ keys: z.array(z.looseObject({ kty: z.string() })) }),
  issuer: z.string(),
  audience: z.string(),
})
const { supergraph, port, jwks, issuer, audience } = contestant.parse(
  JSON.parse(process.env['CONTESTANT'] ?? '{}'),
)
const keys = createLocalJWKSet(jwks)

type Context = { token: string }

class Subgraph extends RemoteGraphQLDataSource<Context> {
  override willSendRequest({ request, context }: GraphQLDataSourceProcessOptions<Context>): void {
    if (context.token) request.http?.headers.set('authorization', context.token)
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraph, 'utf8'),
  buildService: ({ url }) => new Subgraph({ url }),
})
const server = new ApolloServer<Context>({ gateway, introspection: false })

await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  async context({ req }) {
    const token = req.headers.authorization ?? ''
    await jwtVerify(token.slice('Bearer '.length), keys, { issuer, audience, algorithms: ['RS256'] })

    return { token }
  },
})
