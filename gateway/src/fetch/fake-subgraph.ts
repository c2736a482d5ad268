import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A call as it arrived, with the means to answer it well or badly. */
export type Arrived = {
  headers: IncomingMessage['headers']
  body: { query: string; operationName?: string; variables: Record<string, unknown> }
  request: IncomingMessage
  response: ServerResponse
  /** When the connection was closed before the answer was finished. */
  left: Promise<unknown>
}

export type Behaviour = (call: Arrived) => void | Promise<void>

/** A subgraph of specs: an HTTP server on a free port, behaving as it is told, that remembers every call. */
export async function fakeSubgraph(behaviour: Behaviour = answering({ ok: true })) {
  const calls: Arrived[] = []
  const waiting = new Set<() => void>()
  let behave = behaviour
  let connections = 0

  const arrive = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const left = new Promise((resolve) => response.once('close', resolve))
    const call = { headers: request.headers, body: JSON.parse(await text(request)), request, response, left }
    calls.push(call)
    for (const look of waiting) look()
    await behave(call)
  }
  const server = createServer((request, response) => void arrive(request, response))
  server.on('connection', () => void (connections += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    url: `http://127.0.0.1:${portOf(server)}/graphql`,
    server,
    calls,
    connections: () => connections,
    behaves(next: Behaviour): void {
      behave = next
    },
    /** Once so many calls have arrived; the test's own time limit bounds it. */
    arrived(count: number): Promise<Arrived> {
      return new Promise((resolve) => {
        const look = (): void => {
          const call = calls[count - 1]
          if (!call) return
          waiting.delete(look)
          resolve(call)
        }
        waiting.add(look)
        look()
      })
    },
    async close(): Promise<void> {
      server.closeAllConnections()
      if (!server.listening) return
      server.close()
      await once(server, 'close')
    },
  }
}

export type FakeSubgraph = Awaited<ReturnType<typeof fakeSubgraph>>

export const portOf = (server: Pick<Server, 'address'>): number => (server.address() as AddressInfo).port

/** Answers with data, at once. */
export const answering =
  (data: object): Behaviour =>
  ({ response }) =>
    reply(response, JSON.stringify({ data }))

/** Answers with a text of any kind and any status. */
export const replying =
  (text: string, status = 200, type = 'application/json'): Behaviour =>
  ({ response }) =>
    reply(response, text, status, type)

export function reply(
  response: ServerResponse,
  text: string | Buffer,
  status = 200,
  type = 'application/json',
): void {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(text) }).end(text)
}

/** Breaks the connection instead of answering. */
export const resetting: Behaviour = ({ request }) => void request.socket.resetAndDestroy()

/** Never answers. */
export const silent: Behaviour = () => {}

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)

  return Buffer.concat(chunks).toString()
}

/** A port of this machine on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const port = portOf(server)
  server.close()
  await once(server, 'close')

  return port
}
