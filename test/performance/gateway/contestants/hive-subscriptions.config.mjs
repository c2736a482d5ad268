import { defineConfig } from '@graphql-hive/gateway'
import { gatewayConfig as plain } from './hive.config.mjs'

// Hive Gateway for subscriptions: by server-sent events to clients, by WebSockets from the subgraph that has a feed.
export const gatewayConfig = defineConfig({
  ...plain,
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
})
