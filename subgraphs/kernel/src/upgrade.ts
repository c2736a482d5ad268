import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

type Upgrade = (request: IncomingMessage, socket: Duplex, head: Buffer) => void

const mounted = new WeakMap<Server, Map<string, Upgrade>>()

/** Takes the WebSocket upgrades of one path; several paths share a server, any other path is answered 404. */
export function onUpgrade(server: Server, path: string, upgrade: Upgrade): () => void {
  const paths = mounted.get(server) ?? mount(server)
  paths.set(path, upgrade)

  return () => void paths.delete(path)
}

function mount(server: Server): Map<string, Upgrade> {
  const paths = new Map<string, Upgrade>()
  mounted.set(server, paths)
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const upgrade = paths.get(new URL(request.url ?? '/', 'http://localhost').pathname)
    if (upgrade) upgrade(request, socket, head)
    else socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\n\r\n')
  })

  return paths
}
