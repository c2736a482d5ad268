import { once } from 'node:events'
import { createServer } from 'node:http'
import { ApolloServer } from '@apollo/server'
import { expressMiddleware } from '@as-integrations/express5'
import { callSigner } from '@pactwork/kernel/runtime/call-identity'
import type { Log } from '@pactwork/kernel/runtime/log'
import { userTokenVerifier } from '@pactwork/kernel/runtime/user-token'
import express from 'express'
import type { GatewayConfig } from './config.ts'
import { masked, refused } from './errors.ts'
import type { SubgraphFetch } from './execute/subgraph-fetch.ts'
import type { Graph } from './graph.ts'
import { localBudgetStore } from './cache/budget-store.ts'
import { answerErrors, authenticated, callers, continueTrace, correlationOfRequest } from './http.ts'
import { mayImport } from './limits/check.ts'
import { bodyLimits, headLimits } from './limits/http.ts'
import { limitsPlugin } from './limits/plugin.ts'
import { answerUnreadable, serverOptions } from './limits/server.ts'
import { operationCheck } from './operation-check.ts'
import { operationLog } from './observe/operation-log.ts'
import { noMetrics } from './observe/metrics.ts'
import { graphServer } from './served-graph.ts'
import { startOperation, type Operation } from './operation.ts'
import { subgraph, subgraphConnections } from './subgraph.ts'
import { subscriptionServer } from './subscriptions/subscription-server.ts'

/** Starts the one public endpoint: queries and mutations by HTTP, subscriptions by graphql-ws, both at /graphql. */
export async function startGateway(config: GatewayConfig, graph: Graph, log: Log) {
  const dispatcher = subgraphConnections()
  const sign = callSigner('gateway', config.keysDir)
  const verify = userTokenVerifier(config.jwksUrl)
  const services = new Map(
    [...graph.subgraphs.keys()].map((name) => [
      name,
      subgraph({ name, url: config.subgraphUrl(name), sign, dispatcher }),
    ]),
  )

  const fetch: SubgraphFetch = (request, operation) => known(services, request.subgraph)(request, operation)
  const graphs = graphServer(graph, { fetch, metrics: noMetrics })
  const server = new ApolloServer<Operation>({
    gateway: graphs.apollo,
    logger: apolloLog(log),
    introspection: config.introspection,
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    hideSchemaDetailsFromClientErrors: !config.introspection,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    parseOptions: { maxTokens: config.limits.tokens },
    stopOnTerminationSignals: false,
    formatError: (error) => masked(error),
    plugins: [
      limitsPlugin({
        settings: config.limits,
        graphOf: () => graphs.current().graph,
        budget: localBudgetStore(),
        metrics: noMetrics,
        open: false,
      }),
      operationCheck(),
      operationLog(),
    ],
  })
  await server.start()

  let draining = false
  const app = express()
  const http = createServer(serverOptions(config.limits), app)
  answerUnreadable(http)
  const subscriptions = subscriptionServer({ http, config, graphs, fetch, sign, verify, log })

  app.disable('x-powered-by')
  app.get('/health', (_request, response) => void response.json({ status: 'up', process: config.process }))
  app.get(
    '/ready',
    (_request, response) => void response.status(draining ? 503 : 200).json({ ready: !draining }),
  )
  app.use(
    '/graphql',
    continueTrace,
    headLimits(config.limits, correlationOfRequest),
    authenticated(verify),
    bodyLimits(config.limits, {
      mayImport: (request) => mayImport(callers.get(request)),
      correlationOf: correlationOfRequest,
    }),
    expressMiddleware(server, {
      async context({ req }) {
        const caller = callers.get(req)
        if (!caller) throw refused('UNAUTHENTICATED', 'Every operation needs a token.', '')
        return startOperation({
          caller,
          log,
          signal: AbortSignal.timeout(config.deadline),
          deadline: config.deadline,
        })
      },
    }),
  )
  app.use(answerErrors(log))

  http.listen(config.port)
  await once(http, 'listening')

  return {
    port: portOf(http.address()),
    /** How many subscriptions are followed upstream at this moment. */
    subscriptions: subscriptions.size,
    async stop(): Promise<void> {
      draining = true
      await subscriptions.stop()
      http.close()
      await server.stop()
      http.closeIdleConnections()
      await dispatcher.close()
    },
  }
}

export type RunningGateway = Awaited<ReturnType<typeof startGateway>>

function known<Service>(services: ReadonlyMap<string, Service>, name: string): Service {
  const service = services.get(name)
  if (!service) throw new Error(`The supergraph has no subgraph ${name}.`)

  return service
}

const portOf = (address: ReturnType<ReturnType<typeof createServer>['address']>): number =>
  typeof address === 'object' && address ? address.port : 0

/** Apollo's own lines, in our form and without its debug chatter. */
const apolloLog = (log: Log) => ({
  debug: () => {},
  info: (message: unknown) => log.debug({ apollo: String(message) }, 'apollo'),
  warn: (message: unknown) => log.warn({ apollo: String(message) }, 'apollo'),
  error: (message: unknown) => log.error({ apollo: String(message) }, 'apollo'),
})
