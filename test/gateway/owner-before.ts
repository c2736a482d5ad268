import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'

/** Stands before a subgraph: everything goes through as it came, calls are counted, subscriptions can be cut. */
export async function ownerBefore(subgraph: string) {
  const target = new URL(subgraph)
  const calls: string[] = []
  const lines = new Set<Socket>()
  const pass = async (asked: IncomingMessage, answered: ServerResponse): Promise<void> => {
    const body = await text(asked)
    calls.push(body)
    const passed = request(
      target,
      { path: asked.url, method: asked.method, headers: asked.headers },
      (answer) => {
        answered.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(answered)
      },
    )
    passed.once('error', () => answered.destroy())
    passed.end(body)
  }
  const server = createServer((asked, answered) => void pass(asked, answered).catch(() => answered.destroy()))
  server.on('upgrade', (asked: IncomingMessage, line: Socket) => {
    const behind = connect(Number(target.port), target.hostname)
    for (const [one, other] of [
      [line, behind],
      [behind, line],
    ] as const) {
      one.on('error', () => one.destroy())
      one.once('close', () => other.destroy())
      one.pipe(other)
    }
    lines.add(line)
    line.once('close', () => lines.delete(line))
    const headers = Object.entries(asked.headers).map(([name, value]) => `${name}: ${String(value)}`)
    behind.write([`GET ${asked.url} HTTP/1.1`, ...headers, '', ''].join('\r\n'))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}${target.pathname}`,
    /** How often something was asked for that its document names. */
    asked: (name: string): number => calls.filter((body) => body.includes(name)).length,
    lines: () => lines.size,
    cut: (): void => lines.forEach((line) => line.destroy()),
    async close(): Promise<void> {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      for (const line of lines) line.destroy()
      await closed
    },
  }
}
