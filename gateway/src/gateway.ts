import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@pactwork/kernel/runtime/log'
import { callSigner } from '@pactwork/kernel/runtime/call-identity'
import express from 'express'
import { apolloServer } from './apollo-server.ts'
import { localBudgetStore, sharedBudgetStore } from './cache/budget-store.ts'
import { startInvalidation } from './cache/invalidation.ts'
import { redisPort } from './cache/redis.ts'
import { cachedFetch } from './cache/response-cache.ts'
import { subgraphFetcher } from './fetch/subgraph-fetcher.ts'
import { graphServer } from './graph-server.ts'
import { answerUnreadable, serverOptions } from './limits/server.ts'
import { noMetrics, type Metrics } from './observe/metrics.ts'
import { tracedFetch } from './observe/spans.ts'
import type { GatewayConfig } from './program/config.ts'
import { front } from './program/front.ts'
import type { GraphHolder } from './program/reload/graph-holder.ts'
import { requestHandler } from './request.ts'
import { subscriptionServer } from './subscriptions/subscription-server.ts'
import { authenticator, openToAll } from './trust/authenticate.ts'
import { tokenVerifier } from './trust/token-verifier.ts'

type Parts = {
  config: GatewayConfig
  /** The supergraph, and whatever takes its place. */
  holder: Pick<GraphHolder, 'current' | 'status' | 'follow'>
  log: Log
  metrics?: Metrics
}

/** Starts the one public endpoint at /graphql: queries and mutations by HTTP, subscriptions by WebSocket and by events. */
export async function startGateway({ config, holder, log, metrics = noMetrics }: Parts) {
  const { open, development } = config
  const sign =
    config.signing.keysDir === undefined ? undefined : callSigner('gateway', config.signing.keysDir)
  const authenticate = open ? openToAll : authenticator(config.trust, tokenVerifier(config.trust, { sign }))
  const redis = config.cache.redisUrl ? redisPort(config.cache.redisUrl, config.cache, log) : undefined
  const urlOf = (name: string): string =>
    config.subgraphUrl(name, graphs.current().graph.subgraphs.get(name) ?? '')
  const subgraphs = subgraphFetcher({
    settings: config.fetch,
    subgraphs: urlOf,
    sign,
    metrics,
    development,
    ...(redis &&
      config.cache.answers && {
        cache: (next) =>
          cachedFetch(next, {
            redis,
            settings: config.cache,
            graphHash: () => graphs.current().graph.hash,
            metrics,
          }),
      }),
  })
  const fetch = tracedFetch(subgraphs.fetch)
  const { protect, cache } = config
  const graphs = graphServer(holder.current(), { fetch, metrics, protect, cache, open, log })
  const budget = redis ? sharedBudgetStore(redis, config.cache) : localBudgetStore(config.cache.mostBuckets)
  const apollo = apolloServer({ config, graphs, budget, metrics, log })
  await apollo.start()

  const app = express()
  const answer = requestHandler({
    apollo,
    config,
    authenticate,
    metrics,
    log,
    events: (...asked) => subscriptions.sse(...asked),
  })
  const http = createServer(serverOptions(config.limits), (request, response) => {
    // Who is kept on an open connection would go on asking here until it is cut.
    if (facing.isDraining()) response.setHeader('connection', 'close')
    if (isOperation(request)) void answer(request, response)
    else app(request, response)
  })
  answerUnreadable(http, (code) => metrics.refused(code, 'unnamed'))
  const subscriptions = subscriptionServer({
    http,
    config,
    graphs,
    fetch,
    sign,
    authenticate,
    budget,
    metrics,
    urlOf,
    log,
  })
  const facing = front({ ...config, supergraph: holder.status })

  app.disable('x-powered-by')
  app.use(facing.handler)
  app.all('/graphql{/*below}', answer)
  holder.follow(async (graph) => {
    await graphs.update(graph)
    subscriptions.reload()
  })
  const invalidation =
    redis && config.cache.answers && config.cache.brokers.length > 0
      ? startInvalidation({ redis, settings: config.cache, log })
      : undefined

  http.listen({ port: config.port, host: config.host, reusePort: config.workers > 1 })
  await once(http, 'listening')

  return {
    port: portOf(http),
    /** What of subscriptions is open at this moment. */
    subscriptions: subscriptions.open,
    /** Takes nothing new, lets what runs end within `drainMs`, then lets go of everything. */
    async stop(): Promise<void> {
      facing.drain()
      await delay(config.unreadyMs)
      await subscriptions.stop()
      await closed(http, config.drainMs)
      await apollo.stop()
      await Promise.all([subgraphs.close(), invalidation?.stop()])
      await redis?.close()
    },
  }
}

export type RunningGateway = Awaited<ReturnType<typeof startGateway>>

/** Stops listening and waits for what runs; what has not ended in time is cut off. */
async function closed(http: Server, milliseconds: number): Promise<void> {
  const late = setTimeout(() => http.closeAllConnections(), milliseconds)
  const ended = once(http, 'close')
  http.close()
  http.closeIdleConnections()
  await ended
  clearTimeout(late)
}

/** Nearly every request; for people and for GET there is more to look at. */
const isOperation = ({ method, url }: IncomingMessage): boolean => method === 'POST' && url === '/graphql'

const portOf = (http: Server): number => {
  const address = http.address()
  return typeof address === 'object' && address ? address.port : 0
}
