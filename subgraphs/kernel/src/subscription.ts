import type { Server } from 'node:http'
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql'
import { CloseCode } from 'graphql-ws'
import { useServer, type Extra } from 'graphql-ws/use/ws'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Log } from './runtime/log.ts'
import { onUpgrade } from './upgrade.ts'

/** Who opened a connection, and how long that holds. */
export type Session<Caller> = {
  readonly caller: Caller
  /** When what identified the caller expires: the connection is closed then, and may be opened anew. */
  readonly expiresAt?: Date | undefined
  /** Asked every few seconds; the connection is closed when what identified the caller was revoked. */
  readonly isRevoked?: (() => Promise<boolean>) | undefined
}

export type SubscriptionOptions<Caller> = {
  readonly server: Server
  /** `/<context>/graphql`. */
  readonly path: string
  readonly schema: GraphQLSchema
  /**
   * Identifies the caller by the fields of `connection_init`: the same names and values as the headers of a
   * call, signed for an empty body. Throws when they do not.
   */
  readonly authenticate: (fields: Readonly<Record<string, unknown>>) => Promise<Session<Caller>>
  /** The GraphQL context of one subscription. */
  readonly contextOf: (caller: Caller) => object | Promise<object>
  /** How an error is told outside. */
  readonly formatError: (error: GraphQLError) => GraphQLFormattedError
  readonly log: Log
  readonly maxPerConnection?: number
}

const initWithin = 5_000
/** Twice as often as lists of revoked tokens are asked for: a revocation is seen within five seconds. */
const revocationChecks = 1_000
const largestMessage = 256 * 1024

/**
 * Serves a subgraph's subscriptions by graphql-ws, beside its HTTP endpoint. Only subscriptions: queries and
 * mutations are calls that are signed one by one. A subscription ends with its connection, also when it was
 * still being opened.
 */
export function serveSubscriptions<Caller>(options: SubscriptionOptions<Caller>): { stop(): Promise<void> } {
  const { server, path, schema, authenticate, contextOf, formatError, log, maxPerConnection = 100 } = options
  const sockets = new WebSocketServer({ noServer: true, maxPayload: largestMessage })
  const sessions = new WeakMap<object, Session<Caller>>()
  const expiries = new WeakMap<object, NodeJS.Timeout>()
  const checks = new WeakMap<object, NodeJS.Timeout>()

  const graph = useServer(
    {
      schema,
      connectionInitWaitTimeout: initWithin,
      async onConnect({ connectionParams, extra }) {
        try {
          const session = await authenticate(connectionParams ?? {})
          // Left meanwhile: nobody would be told of the end that clears the timers.
          if (extra.socket.readyState !== extra.socket.OPEN) return false
          sessions.set(extra.socket, session)
          expireWith(extra.socket, session)
          endWhenRevoked(extra.socket, session)
          return true
        } catch (error) {
          log.info({ path, err: error }, 'a subscriber was refused')
          return false
        }
      },
      // Not onDisconnect: that is only said of connections whose acknowledgement was under way.
      onClose({ extra }) {
        clearTimeout(expiries.get(extra.socket))
        clearInterval(checks.get(extra.socket))
      },
      onSubscribe({ subscriptions }) {
        if (Object.keys(subscriptions).length <= maxPerConnection) return undefined

        return [
          refused(
            `A connection carries at most ${maxPerConnection} subscriptions.`,
            'TOO_MANY_SUBSCRIPTIONS',
          ),
        ]
      },
      context({ extra }) {
        const session = sessions.get(extra.socket)
        if (!session) throw new Error('The connection has no caller.')

        return contextOf(session.caller)
      },
      execute: () => ({
        errors: [refused('Only subscriptions are served here; call by HTTP.', 'BAD_REQUEST')],
      }),
      onNext: (_context, _id, _payload, _args, { errors, ...result }) =>
        errors ? { ...result, errors: errors.map((error) => formatError(error)) } : undefined,
      // Whoever left in the middle of a value is told nothing, and nothing has failed.
      onError: ({ extra: { socket } }, _id, _payload, errors) =>
        socket.readyState === socket.OPEN ? errors.map((error) => formatError(error)) : [left],
    },
    sockets,
  )

  const expireWith = (socket: Extra['socket'], { expiresAt }: Session<Caller>): void => {
    if (!expiresAt) return
    const timer = setTimeout(
      () => socket.close(CloseCode.Forbidden, 'The identification has expired'),
      Math.max(0, Math.min(expiresAt.getTime() - Date.now(), 2 ** 31 - 1)),
    )
    timer.unref()
    expiries.set(socket, timer)
  }
  const endWhenRevoked = (socket: Extra['socket'], { isRevoked }: Session<Caller>): void => {
    if (!isRevoked) return
    const check = async (): Promise<void> => {
      if (await isRevoked()) socket.close(CloseCode.Forbidden, 'The identification was revoked')
    }
    // What cannot be asked for now is asked for again.
    const timer = setInterval(() => void check().catch(() => undefined), revocationChecks)
    timer.unref()
    checks.set(socket, timer)
  }
  const unmount = onUpgrade(server, path, (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => {
      leaveInSilence(opened)
      sockets.emit('connection', opened, request)
    }),
  )

  return {
    async stop() {
      unmount()
      await graph.dispose()
    },
  }
}

/** Whoever was cut off while something was written is gone, which `close` tells; nothing has failed here. */
function leaveInSilence(socket: WebSocket): void {
  const send = socket.send.bind(socket)
  Object.assign(socket, { send: (data: string, sent?: () => void) => send(data, () => sent?.()) })
}

const refused = (message: string, code: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code } })

const left = refused('The subscriber has left.', 'BAD_REQUEST')
