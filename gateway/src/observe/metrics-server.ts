import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import type { Registry } from 'prom-client'
import { subscriptionOverview } from './subscription-overview.ts'

type Answer = { type: string; text: string }

/** A page for operators needs nothing from anywhere else. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'"

const page: Readonly<Record<string, { file: string; type: string }>> = {
  '/subscriptions': { file: 'subscriptions.html', type: 'text/html; charset=utf-8' },
  '/subscriptions/subscriptions.css': { file: 'subscriptions.css', type: 'text/css; charset=utf-8' },
  '/subscriptions/subscriptions.mjs': { file: 'subscriptions.mjs', type: 'text/javascript; charset=utf-8' },
  '/subscriptions/window.mjs': { file: 'window.mjs', type: 'text/javascript; charset=utf-8' },
}

/**
 * Serves `/metrics`, and `/subscriptions` for people (`/subscriptions.json` for programs), on a port of its own, so
 * that the public port can never show it. Port 0 takes a free one. Throws what listening throws (EADDRINUSE and the
 * like).
 */
export async function serveMetrics(
  registryOf: () => Promise<Registry>,
  { port, host }: { port: number; host: string },
): Promise<{ port: number; stop(): Promise<void> }> {
  const http = createServer((request, response) => {
    answer(registryOf, request).then(
      (found) => {
        if (!found) return response.writeHead(404).end()
        const headers = { 'content-type': found.type, 'cache-control': 'no-store' }
        return response.writeHead(200, { ...headers, 'content-security-policy': policy }).end(found.text)
      },
      () => response.writeHead(500).end(),
    )
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

async function answer(
  registryOf: () => Promise<Registry>,
  { url = '', method }: IncomingMessage,
): Promise<Answer | undefined> {
  if (method !== 'GET') return undefined
  const path = url.split('?')[0] ?? ''
  if (path === '/metrics') {
    const registry = await registryOf()
    return { type: registry.contentType, text: await registry.metrics() }
  }
  if (path === '/subscriptions.json')
    return { type: 'application/json', text: JSON.stringify(await subscriptionOverview(await registryOf())) }
  const known = Object.hasOwn(page, path) ? page[path] : undefined

  return (
    known && { type: known.type, text: await readFile(join(import.meta.dirname, 'page', known.file), 'utf8') }
  )
}
