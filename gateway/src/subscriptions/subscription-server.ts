import type { Server } from 'node:http'
import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { BudgetStore } from '../cache/budget-store.ts'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import type { GraphServer } from '../graph-server.ts'
import { checkLimits } from '../limits/check.ts'
import type { Metrics } from '../observe/metrics.ts'
import type { GatewayConfig } from '../program/config.ts'
import type { Authenticate } from '../trust/authenticate.ts'
import { admission } from './admission.ts'
import { hydrating } from './hydration.ts'
import { following } from './following.ts'
import { openConnections } from './open-connections.ts'
import { owners } from './owners.ts'
import type { Serving } from './serving.ts'
import { serverSentEvents } from './sse-server.ts'
import { upstreams } from './upstreams.ts'
import { webSockets } from './websocket-server.ts'

type Wiring = {
  http: Server
  config: GatewayConfig
  graphs: GraphServer
  fetch: SubgraphFetch
  sign: CallSigner | undefined
  authenticate: Authenticate
  budget: BudgetStore
  metrics: Metrics
  urlOf: (subgraph: string) => string
  log: Log
}

/** What is open at this moment. */
export type OpenSubscriptions = {
  /** Connections of clients. */
  connections: number
  /** What is followed at owners, and the connections to them. */
  upstreams: number
  owners: number
}

/** Subscriptions at /graphql, by WebSocket and by server-sent events: each event is completed by the other subgraphs. */
export function subscriptionServer(wiring: Wiring) {
  const { http, config, graphs, fetch, sign, authenticate, budget, metrics, urlOf, log } = wiring
  const { subscriptions: settings, open, deadlineMs, heartbeatMs, development } = config
  const sources = owners({
    urlOf,
    sign,
    perLine: settings.perOwnerSocket,
    largestMessage: config.fetch.answerBytes,
    log,
  })
  const followed = upstreams({ settings, metrics: metrics.subscriptions })
  const connections = openConnections()
  const serving: Serving = {
    follow: following({
      upstreams: followed,
      owners: sources,
      fetch,
      share: settings.share,
      deadlineMs,
      log,
    }),
    refresh: followed.refresh,
    hydrate: hydrating({ fetch, metrics, deadlineMs }),
    authenticate,
    settings,
    metrics,
    log,
    graphs,
    limits: open
      ? undefined
      : checkLimits({ settings: config.limits, supergraph: () => graphs.current().graph.full, budget }),
    admission: admission(open ? undefined : settings),
    connections,
    heartbeatMs,
    development,
  }
  const sockets = webSockets(http, serving)
  let isClosing = false

  return {
    /** Answers those who accept events; to be asked before who answers at once. */
    sse: serverSentEvents(serving, () => isClosing),
    open: (): OpenSubscriptions => ({
      connections: connections.size(),
      upstreams: followed.size(),
      owners: sources.size(),
    }),
    /** Another graph serves: who subscribed to the former one is told to come back. */
    reload: (): void => connections.reconnect(settings.reloadWithinMs),
    /** Takes nothing new, tells every client to go elsewhere, and ends when all have gone. */
    async stop(): Promise<void> {
      isClosing = true
      sockets.stop()
      await connections.drain(settings.drainWithinMs)
      sources.stop()
    },
  }
}
