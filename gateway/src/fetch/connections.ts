import { buildConnector, Client, Pool } from 'undici'
import type { FetchSettings } from './settings.ts'

/** The connections to one subgraph, and how many calls are under way on them. */
export type Line = { pool: Pool; path: string; calls: number }

/** Keeps a pool of connections for each subgraph, so that a slow one takes none from the others. */
export function connections(settings: FetchSettings) {
  const lines = new Map<string, Line & { url: string }>()

  return {
    /** The line to a subgraph. When its URL has changed since, the calls on the old one are still finished. */
    to(subgraph: string, url: string): Line {
      const known = lines.get(subgraph)
      if (known?.url === url) return known
      const { origin, pathname, search } = new URL(url)
      const line = { url, pool: poolTo(origin, settings), path: `${pathname}${search}`, calls: 0 }
      lines.set(subgraph, line)
      void known?.pool.close()

      return line
    },

    /** Ends when every call under way has ended. */
    async close(): Promise<void> {
      const open = [...lines.values()]
      lines.clear()
      await Promise.all(open.map(({ pool }) => pool.close()))
    },
  }
}

export type Connections = ReturnType<typeof connections>

function poolTo(origin: string, settings: FetchSettings): Pool {
  const connect = buildConnector({ allowH2: settings.http2, timeout: settings.connectTimeout })

  return new Pool(origin, {
    connections: settings.connections,
    keepAliveTimeout: settings.keepAlive,
    keepAliveMaxTimeout: settings.keepAliveMost,
    keepAliveTimeoutThreshold: 1_000,
    headersTimeout: settings.headersTimeout,
    bodyTimeout: settings.bodyTimeout,
    pipelining: 1,
    factory: (to, options) => clientTo(to, options, connect, settings.streams),
  })
}

/** One call at a time, except on a connection that turned out to speak HTTP/2. */
function clientTo(origin: URL, options: object, connect: buildConnector.connector, streams: number): Client {
  const client: Client = new Client(origin, {
    ...options,
    connect(target, connected) {
      connect(target, (...result) => {
        const [, socket] = result
        const isHttp2 = socket && 'alpnProtocol' in socket && socket.alpnProtocol === 'h2'
        client.pipelining = isHttp2 ? streams : 1
        connected(...result)
      })
    },
  })

  return client
}
