import { createClient } from 'graphql-ws/client'
import { arrivals } from './arrivals.ts'
import { isGraphQLResult, isProblems } from './graphql-result.ts'
import { closedBy, disconnected, endedBy, Interruption } from './interruption.ts'
import { renewals } from './renewal.ts'
import type { Identity, Received, Transport } from './transport.ts'

type Options = {
  /** Of the gateway, `http(s)://…/graphql`. */
  url: string
  identity: Identity
  /** How often to ask whether the gateway is there, and how long it may take to answer; milliseconds. */
  heartbeatMs: number
  /** So many events wait for who reads them; then the rest is asked for again. */
  mostWaiting: number
}

/** The last subscription's connection stays so long for one that comes next; milliseconds. */
const lingerMs = 500

/** All subscriptions on one WebSocket, by graphql-transport-ws. The token is renewed on the open socket. */
export function webSocketTransport({ url, identity, heartbeatMs, mostWaiting }: Options): Transport {
  const open = new Set<(why: Interruption) => void>()
  /** Who is told how far their subscription has come, by its id. */
  const placed = new Map<unknown, (cursor: string) => void>()
  let begun = 0
  let socket: WebSocket | undefined
  let silence: ReturnType<typeof setTimeout> | undefined

  const renew = async (): Promise<void> => {
    const from = socket
    const token = await identity.token()
    if (from && from === socket)
      from.send(JSON.stringify({ type: 'ping', payload: { type: 'renew', token } }))
  }
  // Without a new token the old one holds until the gateway says that it does not.
  const renewing = renewals(() => void renew().catch(() => undefined))
  const forget = (): void => {
    socket = undefined
    renewing.stop()
    clearTimeout(silence)
  }

  const client = createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: () => identity.fields(),
    retryAttempts: 0,
    lazyCloseTimeout: lingerMs,
    keepAlive: heartbeatMs,
    connectionAckWaitTimeout: heartbeatMs,
    generateID: () => String((begun += 1)),
    on: {
      opened: (opened) => void (socket = opened instanceof WebSocket ? opened : undefined),
      connected: (_socket, payload) => renewing.until(payload?.['expiresAt']),
      ping(isReceived) {
        if (!isReceived) silence = setTimeout(() => client.terminate(), heartbeatMs)
      },
      pong(isReceived, payload) {
        if (isReceived) clearTimeout(silence)
        if (payload?.['type'] === 'placed') placed.get(payload['id'])?.(String(payload['cursor']))
        if (payload?.['type'] === 'renewed') renewing.until(payload['expiresAt'])
        // Whoever it is of now may have to connect as somebody else.
        if (payload?.['type'] === 'refused') client.terminate()
      },
      error: () => forget(),
      closed(event) {
        forget()
        // The library comes back by itself after a close without a fault, but not behind the last cursor.
        for (const end of [...open]) end(closeOf(event))
      },
    },
  })

  return {
    async *run({ query, operationName, variables }, { place, opened, signal }) {
      const received = arrivals<Received>(
        mostWaiting,
        () => new Interruption('return', 'SUBSCRIBER_TOO_SLOW', 'Events came faster than they were read.'),
      )
      const end = (why?: Interruption): void => {
        received.finish(why)
        stop()
      }
      const leave = (): void => end()
      const take = (one: Received): void => {
        if (!received.push(one)) stop()
      }
      const after = place()
      const stop = client.subscribe(
        {
          query,
          ...(operationName !== undefined && { operationName }),
          get variables() {
            // Asked for when it is sent, also to look at it: from then on it may have begun, and ends with its socket.
            if (!open.has(end)) opened()
            open.add(end)
            return after === undefined ? variables : { ...variables, after }
          },
        },
        {
          next(result) {
            if (!isGraphQLResult(result)) end(new Interruption('give-up', 'CLOSED', 'That is no GraphQL.'))
            else take({ result })
          },
          error: (error) => received.finish(interruptionOf(error)),
          complete: () => received.finish(),
        },
      )
      const id = String(begun)
      placed.set(id, (cursor) => take({ placed: cursor }))
      signal.addEventListener('abort', leave, { once: true })
      try {
        if (!signal.aborted) yield* received.read()
      } finally {
        signal.removeEventListener('abort', leave)
        open.delete(end)
        placed.delete(id)
        stop()
      }
    },
    close() {
      forget()
      // It waits for a connection that is being opened, and that may fail.
      void Promise.resolve(client.dispose()).catch(() => undefined)
    },
  }
}

function interruptionOf(error: unknown): Interruption {
  if (error instanceof Interruption) return error
  if (isProblems(error)) return endedBy(error)

  return closeOf(error)
}

/** A close event, also the synthetic one of a connection that was given up; else a connection that was never made. */
function closeOf(event: unknown): Interruption {
  if (typeof event !== 'object' || event === null || !('code' in event) || typeof event.code !== 'number')
    return disconnected('The gateway cannot be reached.', event)
  const reason = 'reason' in event && typeof event.reason === 'string' ? event.reason : ''

  return closedBy(event.code, reason)
}
