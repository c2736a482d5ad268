import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { passUpgrade } from '../support/pass-upgrade.ts'

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
  server.on('upgrade', (asked: IncomingMessage, line: Socket, head: Buffer) => {
    passUpgrade(asked, line, head, target)
    lines.add(line)
    line.once('close', () => lines.delete(line))
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
