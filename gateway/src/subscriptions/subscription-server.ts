import type { Server } from 'node:http'
import { context, type Context as TraceContext } from '@opentelemetry/api'
import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { faultPoint } from '@pactwork/kernel/runtime/fault-point'
import type { Log } from '@pactwork/kernel/runtime/log'
import { traceFrom } from '@pactwork/kernel/runtime/telemetry'
import type { UserTokenVerifier } from '@pactwork/kernel/runtime/user-token'
import { GraphQLError, type DocumentNode } from 'graphql'
import { CloseCode, type ConnectionInitMessage } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { authenticate, clientOf, correlationOf, type Caller } from '../trust/caller.ts'
import type { GatewayConfig } from '../config.ts'
import { codeOf, masked, refused } from '../errors.ts'
import type { SubgraphFetch } from '../execute/subgraph-fetch.ts'
import { logOperation } from '../observe/operation-log.ts'
import { startOperation } from '../operation.ts'
import { callHeaders } from '../subgraph.ts'
import { hydrate } from './hydrate.ts'
import type { GraphServer } from '../served-graph.ts'
import { readSubscription, type Subscription } from './subscription.ts'
import { hydrated } from './hydrated.ts'
import { followUpstream } from './upstream.ts'

type Wiring = {
  http: Server
  config: GatewayConfig
  graphs: GraphServer
  fetch: SubgraphFetch
  sign: CallSigner
  verify: UserTokenVerifier
  log: Log
}

/** What is known of one connected client. */
type Connection = {
  caller: Caller
  trace: TraceContext
  expiry: NodeJS.Timeout
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
export function subscriptionServer({ http, config, graphs, fetch, sign, verify, log }: Wiring) {
  const sockets = new WebSocketServer({ server: http, path: '/graphql', maxPayload: config.limits.bodyBytes })
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
      const caller = await authenticate(fields, verify, correlationId)
      const left = Math.min((caller.user?.exp ?? Infinity) * 1000 - Date.now(), longestTimer)
      const expiry = setTimeout(() => extra.socket.close(tokenExpired, 'The token has expired'), left)
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
      url: config.subgraphUrl(primary.subgraph),
      primary,
      variables: prepared.variables,
      operation,
      headers: () => callHeaders(sign, primary.subgraph, '', operation),
    })
    logOperation(operation, { name: subscription.operationName, kind: 'subscription', errors: [] })

    return hydrated(source, (event) => {
      faultPoint('subscription.before-event')
      const timed = {
        ...operation,
        signal: AbortSignal.any([controller.signal, AbortSignal.timeout(config.deadline)]),
      }
      return context.with(connection.trace, () => hydrate(subscription, event, fetch, timed))
    })
  }

  const server = useServer<ConnectionInitMessage['payload'], Held>(
    {
      connectionInitWaitTimeout: 10_000,
      onConnect: connect,
      onSubscribe({ extra: socket }, id, payload) {
        if ((socket.connection?.admitted.size ?? 0) >= mostPerConnection)
          return [
            refused(
              'TOO_MANY_SUBSCRIPTIONS',
              `A connection carries ${mostPerConnection} subscriptions at most; end one, or open another connection.`,
              socket.connection?.caller.correlationId ?? '',
            ),
          ]
        if (!socket.connection) return [closing()]
        const asking = startOperation({
          caller: socket.connection.caller,
          log,
          signal: AbortSignal.timeout(config.deadline),
        })
        const graph = graphs.current()
        const subscription = readSubscription(graph, payload, asking)
        if (Array.isArray(subscription)) return subscription
        const { document, operationName } = subscription
        planned.set(document, { socket, id, subscription })
        socket.connection.admitted.add(id)

        return { schema: graph.graph.schema, document, operationName }
      },
      subscribe: ({ document }) => start(planned.get(document)),
      onError: ({ extra }, _id, _payload, errors) =>
        errors.map((error) => masked(error.toJSON(), extra.connection?.caller.correlationId)),
      onComplete: ({ extra }, id) => finish(extra, id),
      onClose: ({ extra }) => release(extra),
    },
    sockets,
    config.heartbeat,
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
