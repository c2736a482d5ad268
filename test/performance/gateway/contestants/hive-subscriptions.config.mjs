import { createInlineSigningKeyProvider, defineConfig, extractFromHeader } from '@graphql-hive/gateway'

// Hive Gateway for subscriptions: by server-sent events to clients, by WebSockets from the subgraph that has a feed.
const { issuer, audience, pem } = JSON.parse(process.env.CONTESTANT ?? '{}')

export const gatewayConfig = defineConfig({
  jwt: {
    signingKeyProviders: [createInlineSigningKeyProvider(pem)],
    tokenLookupLocations: [extractFromHeader({ name: 'authorization', prefix: 'Bearer' })],
    tokenVerification: { issuer, audience, algorithms: ['RS256'] },
    reject: { missingToken: true, invalidToken: true },
  },
  propagateHeaders: {
    fromClientToSubgraphs: ({ request }) => ({ authorization: request.headers.get('authorization') }),
  },
  transportEntries: {
    news: {
      options: {
        subscriptions: {
          kind: 'ws',
          options: { connectionParams: { authorization: '{context.headers.authorization}' } },
        },
      },
    },
  },
  graphiql: false,
  landingPage: false,
  logging: 'warn',
})
