import { once } from 'node:events'
import { createReadStream, readFileSync } from 'node:fs'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { createRequire, stripTypeScriptTypes } from 'node:module'
import type { Socket } from 'node:net'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { passUpgrade } from '../support/pass-upgrade.ts'

const resolved = createRequire(import.meta.url).resolve
const folders: Record<string, string> = {
  client: fileURLToPath(new URL('../../contracts/src/client', import.meta.url)),
  'graphql-ws': dirname(resolved('graphql-ws/client')),
}
const page = fileURLToPath(new URL('portal', import.meta.url))

type Portal = {
  gateway: string
  /** The subscription that the page follows. */
  asked: { query: string; variables: Record<string, unknown> }
  token: () => Promise<string>
}

/** Serves a page that follows a subscription, and stands before the gateway as the one origin that a browser knows. */
export async function portalServer({ gateway, asked, token }: Portal) {
  const sockets = new Set<Socket>()
  let behind = new URL(gateway)

  const forward = async (incoming: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const isOwn = incoming.url?.startsWith('/events')
    const path = incoming.url?.replace('/events', '/graphql')
    const headers = { ...incoming.headers, ...(isOwn && { authorization: `Bearer ${await token()}` }) }
    const outgoing = request({ port: behind.port, method: incoming.method, path, headers }, (response) => {
      answer.writeHead(response.statusCode ?? 502, response.headers)
      response.pipe(answer)
      response.once('error', () => answer.destroy())
    })
    outgoing.once('socket', keep)
    outgoing.once('error', () => answer.destroy())
    answer.once('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  }
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  }
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<unknown> => {
    const [, folder = '', file = ''] = incoming.url?.split(/[/?]/) ?? []
    if (folder === 'graphql' || folder === 'events') return forward(incoming, outgoing)
    if (folder === 'token') return outgoing.end(await token())
    if (folder === 'asked') return outgoing.end(JSON.stringify(asked))
    const path = join(folders[folder] ?? page, file === '' ? folder || 'portal.html' : file)
    outgoing.setHeader('content-type', extname(path) === '.html' ? 'text/html' : 'text/javascript')
    if (extname(path) === '.ts') return outgoing.end(stripTypeScriptTypes(readFileSync(path, 'utf8')))

    return createReadStream(path)
      .on('error', () => outgoing.writeHead(404).end())
      .pipe(outgoing)
  }
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch(() => outgoing.destroy())
  })
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    keep(passUpgrade(incoming, client, head, behind))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`,
    /** Another gateway is behind it from now on. */
    to: (url: string): void => void (behind = new URL(url)),
    /** Breaks all connections to gateways, as when one is killed. */
    cut: (): void => sockets.forEach((socket) => socket.destroy()),
    async close(): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      sockets.forEach((socket) => socket.destroy())
      await closed
    },
  }
}
