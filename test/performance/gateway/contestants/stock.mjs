import { readFileSync } from 'node:fs'
import { ApolloGateway, RemoteGraphQLDataSource } from '@apollo/gateway'
import { ApolloServer } from '@apollo/server'
import { startStandaloneServer } from '@apollo/server/standalone'
import { createLocalJWKSet, jwtVerify } from 'jose'

// Apollo's gateway as its documentation sets it up: the context checks the token, each subgraph is sent it.
const { supergraph, port, jwks, issuer, audience } = JSON.parse(process.env.CONTESTANT ?? '{}')
const keys = createLocalJWKSet(jwks)

class Subgraph extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.token) request.http.headers.set('authorization', context.token)
  }
}

const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraph, 'utf8'),
  buildService: ({ url }) => new Subgraph({ url }),
})
const server = new ApolloServer({ gateway, introspection: false })

await startStandaloneServer(server, {
  listen: { port, host: '127.0.0.1' },
  async context({ req }) {
    const token = req.headers.authorization ?? ''
    await jwtVerify(token.slice('Bearer '.length), keys, { issuer, audience, algorithms: ['RS256'] })

    return { token }
  },
})
