import type { IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'

/** Passes a WebSocket on to another server as it came; one end goes with the other. Answers the line to that server. */
export function passUpgrade(asked: IncomingMessage, line: Socket, head: Buffer, target: URL): Socket {
  const behind = connect(Number(target.port), target.hostname)
  const fields = asked.rawHeaders.map((text, index) => text + (index % 2 === 0 ? ': ' : '\r\n')).join('')
  behind.write(`GET ${asked.url} HTTP/1.1\r\n${fields}\r\n`)
  behind.write(head)
  line.pipe(behind).pipe(line)
  for (const [one, other] of [
    [line, behind],
    [behind, line],
  ] as const) {
    one.on('error', () => one.destroy())
    one.once('close', () => other.destroy())
  }

  return behind
}
