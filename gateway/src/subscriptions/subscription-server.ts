import type { Server } from 'node:http'
import { context, type Context as TraceContext } from '@opentelemetry/api'
import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { Log } from '@pactwork/kernel/runtime/log'
import { traceFrom } from '@pactwork/kernel/runtime/telemetry'
import { GraphQLError, type DocumentNode } from 'graphql'
import { CloseCode, type ConnectionInitMessage } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import type { BudgetStore } from '../cache/budget-store.ts'
import { codeOf, masked, refused } from '../errors.ts'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import { callHeaders } from '../fetch/call-headers.ts'
import { checkLimits } from '../limits/check.ts'
import type { Metrics } from '../observe/metrics.ts'
import { tellOperation } from '../observe/operation-line.ts'
import { startOperation } from '../operation.ts'
import type { GatewayConfig } from '../program/config.ts'
import type { Authenticate } from '../trust/authenticate.ts'
import { clientOf, correlationOf, type Caller } from '../trust/caller.ts'
import { hydrate } from './hydrate.ts'
import type { GraphServer } from '../graph-server.ts'
import { readSubscription, type Subscription } from './subscription.ts'
import { hydrated } from './hydrated.ts'
import { followUpstream } from './upstream.ts'

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

/** What is known of one connected client. */
type Connection = {
  caller: Caller
  trace: TraceContext
  /** Undefined without a token. */
  expiry: NodeJS.Timeout | undefined
  running: Map<string, AbortController>
  /** The ids of all that were let in, those still being opened included. */
  admitted: Set<string>
}
type Held = { connection: Connection }
type Socket = Extra & Partial<Held>
type Planned = { socket: Socket; id: string; subscription: Subscription }

/** Retried by clients with a fresh token; 4401 is final for them. */
const tokenExpired = CloseCode.Forbidden
const longestTimer = 2 ** 31 - 1
/** Each has an upstream of its own. */
const mostPerConnection = 100

/** graphql-ws at /graphql: authenticates the connection, plans each subscription, completes each event. */
export function subscriptionServer({
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
}: Wiring) {
  const sockets = new WebSocketServer({ server: http, path: '/graphql', maxPayload: config.limits.bodyBytes })
  const limits = config.open
    ? undefined
    : checkLimits({ settings: config.limits, supergraph: () => graphs.current().graph.full, budget })
  const active = new Set<AbortController>()
  const planned = new WeakMap<DocumentNode, Planned>()

  const connect = async ({
    extra,
    connectionParams = {},
  }: {
    extra: Socket
    connectionParams?: Readonly<Record<string, unknown>>
  }) => {
    const fields = { ...extra.request.headers, ...connectionParams }
    const correlationId = correlationOf(fields)

    try {
      const caller = await authenticate({ fields, correlationId })
      const expiry =
        caller.user &&
        setTimeout(
          () => extra.socket.close(tokenExpired, 'The token has expired'),
          Math.min(caller.user.exp * 1000 - Date.now(), longestTimer),
        )
      extra.connection = { caller, trace: traceFrom(fields), expiry, running: new Map(), admitted: new Set() }
      if (extra.socket.readyState !== extra.socket.OPEN) release(extra)
    } catch (error) {
      const code = error instanceof GraphQLError ? codeOf(error) : 'INTERNAL_SERVER_ERROR'
      const { name, version } = clientOf(fields)
      log.info({ client: name, clientVersion: version, correlationId, code }, 'a connection was refused')
      if (code === 'UNAUTHENTICATED') extra.socket.close(CloseCode.Unauthorized, 'Unauthorized')
      else extra.socket.close(CloseCode.InternalServerError, 'Tokens cannot be checked at the moment')
    }
  }

  const start = (asked: Planned | undefined) => {
    if (!asked?.socket.connection) throw closing()
    const { id, subscription } = asked
    const { connection, socket } = asked.socket
    const controller = new AbortController()
    const operation = startOperation({ caller: connection.caller, log, signal: controller.signal })
    const { primary, prepared } = subscription
    connection.running.set(id, controller)
    active.add(controller)
    controller.signal.addEventListener('abort', () => active.delete(controller), { once: true })
    if (socket.readyState !== socket.OPEN) controller.abort()

    const source = followUpstream({
      url: urlOf(primary.subgraph),
      primary,
      variables: prepared.variables,
      operation,
      headers: () => callHeaders(sign, primary.subgraph, '', operation),
    })
    tellOperation(operation, { name: subscription.operationName, kind: 'subscription', errors: [] }, metrics)

    return hydrated(source, (event) => {
      faultPoint('subscription.before-event')
      const timed = {
        ...operation,
        deadlineAt: Date.now() + config.deadlineMs,
        signal: AbortSignal.any([controller.signal, AbortSignal.timeout(config.deadlineMs)]),
      }
      return context.with(connection.trace, () => hydrate(subscription, event, fetch, timed))
    })
  }

  const server = useServer<ConnectionInitMessage['payload'], Held>(
    {
      connectionInitWaitTimeout: 10_000,
      onConnect: connect,
      async onSubscribe({ extra: socket }, id, payload) {
        if ((socket.connection?.admitted.size ?? 0) >= mostPerConnection)
          return [
            refused(
              'TOO_MANY_SUBSCRIPTIONS',
              `A connection carries ${mostPerConnection} subscriptions at most; end one, or open another connection.`,
              socket.connection?.caller.correlationId ?? '',
            ),
          ]
        if (!socket.connection) return [closing()]
        socket.connection.admitted.add(id)
        const graph = graphs.current()
        const subscription = await readSubscription(graph, payload, socket.connection.caller, limits)
        if (Array.isArray(subscription)) {
          socket.connection.admitted.delete(id)
          return subscription
        }
        const { document, operationName } = subscription
        planned.set(document, { socket, id, subscription })

        return { schema: graph.graph.schema, document, operationName }
      },
      subscribe: ({ document }) => start(planned.get(document)),
      onError: ({ extra }, _id, _payload, errors) =>
        errors.map((error) =>
          masked(error.toJSON(), extra.connection?.caller.correlationId, config.development),
        ),
      onComplete: ({ extra }, id) => finish(extra, id),
      onClose: ({ extra }) => release(extra),
    },
    sockets,
    config.heartbeatMs,
  )

  return {
    size: () => active.size,
    async stop(): Promise<void> {
      for (const controller of active) controller.abort()
      await server.dispose()
    },
  }
}

const closing = (): GraphQLError =>
  new GraphQLError('The connection is closing.', { extensions: { code: 'UNAUTHENTICATED' } })

function finish({ connection }: Socket, id: string): void {
  connection?.running.get(id)?.abort()
  connection?.running.delete(id)
  connection?.admitted.delete(id)
}

function release({ connection }: Socket): void {
  clearTimeout(connection?.expiry)
  for (const controller of connection?.running.values() ?? []) controller.abort()
}
