import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Registry } from 'prom-client'

/**
 * Serves `/metrics` on a port of its own, so that the public port can never show it. Port 0 takes a free one.
 * Throws what listening throws (EADDRINUSE and the like).
 */
export async function serveMetrics(
  registryOf: () => Promise<Registry>,
  { port, host }: { port: number; host: string },
): Promise<{ port: number; stop(): Promise<void> }> {
  const http = createServer((request, response) => {
    const [path] = (request.url ?? '').split('?')
    if (path !== '/metrics' || request.method !== 'GET') return void response.writeHead(404).end()

    registryOf()
      .then(async (registry) => {
        const text = await registry.metrics()
        response.writeHead(200, { 'content-type': registry.contentType }).end(text)
      })
      .catch(() => response.writeHead(500).end())
  })
  http.listen(port, host)
  await once(http, 'listening')
  const address = http.address()

  return {
    port: typeof address === 'object' && address ? address.port : port,
    async stop() {
      http.close()
      http.closeAllConnections()
    },
  }
}
