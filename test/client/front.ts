import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

/** What stands before gateways as a load balancer does: clients know its address only, and it breaks as networks do. */
export async function front(gateway: string) {
  const sockets = new Set<Socket>()
  let port = Number(new URL(gateway).port)

  const joined = (one: Socket, other: Socket): void => {
    sockets.add(one)
    one.pipe(other)
    one.on('error', () => one.destroy())
    one.once('close', () => {
      sockets.delete(one)
      other.destroy()
    })
  }
  const server = createServer((client) => {
    const behind = connect(port, '127.0.0.1')
    joined(client, behind)
    joined(behind, client)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const cut = (): void => sockets.forEach((socket) => socket.destroy())

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    /** New connections go there. */
    to: (gateway: string): void => void (port = Number(new URL(gateway).port)),
    /** Breaks every connection in the middle of whatever it carries. */
    cut,
    /** Nothing gets through any more on the connections that are open, and nobody is told. */
    freeze: (): void => sockets.forEach((socket) => socket.pause().unpipe()),
    connections: () => sockets.size / 2,
    async close(): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      cut()
      await closed
    },
  }
}

export type Front = Awaited<ReturnType<typeof front>>
