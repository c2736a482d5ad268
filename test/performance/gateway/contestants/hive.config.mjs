import { createInlineSigningKeyProvider, defineConfig, extractFromHeader } from '@graphql-hive/gateway'

// Hive Gateway with the settings its documentation gives for tokens and for passing them on.
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
  graphiql: false,
  landingPage: false,
  logging: 'warn',
})
