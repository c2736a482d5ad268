import { createClient, type Client } from 'graphql-ws'
import WebSocket from 'ws'

type Result = {
  data?: Record<string, unknown> | null | undefined
  errors?: readonly { message: string }[] | undefined
}

/** A client of the gateway's subscriptions that keeps what it was sent and how it ended. */
export function subscriber(url: string, token: string | undefined, params: Record<string, unknown> = {}) {
  const closes: number[] = []
  const sockets: WebSocket[] = []
  const places: string[] = []
  let heartbeats = 0
  let open = false
  const client: Client = createClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: class extends WebSocket {
      constructor(address: string, protocol: string) {
        super(address, protocol)
        sockets.push(this)
        this.on('ping', () => (heartbeats += 1))
      }
    },
    retryAttempts: 0,
    connectionParams: { ...(token && { authorization: `Bearer ${token}` }), ...params },
    on: {
      connected: () => void (open = true),
      pong: (_, payload) => void (payload?.['type'] === 'placed' && places.push(String(payload['cursor']))),
      closed: (event) => closes.push((event as { code: number }).code),
    },
  })

  return {
    closes,
    /** Whether the gateway has acknowledged the connection. */
    isOpen: () => open,
    /** The cursors that it was told while nothing came. */
    places,
    /** How often the gateway asked whether anybody is there. */
    heartbeats: () => heartbeats,
    /** Drops the connection without a word. */
    vanish: () => sockets.forEach((socket) => socket.terminate()),
    close: () => client.dispose(),
    follow(query: string, variables: Record<string, unknown> = {}) {
      const results: Result[] = []
      const ended = Promise.withResolvers<unknown>()
      const stop = client.subscribe(
        { query, variables },
        {
          next: (result) => void results.push(result),
          error: (reason) => ended.resolve(reason),
          complete: () => ended.resolve(undefined),
        },
      )

      return { results, ended: ended.promise, stop }
    },
  }
}
