import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { until } from '../support/until.ts'

type Frame = { opcode: number; payload?: Buffer; fin?: boolean; compressed?: boolean; masked?: boolean }

export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9 }

/** A frame of RFC 6455, right or wrong. */
export function frame({
  opcode,
  payload = Buffer.alloc(0),
  fin = true,
  compressed = false,
  masked = true,
}: Frame): Buffer {
  const { length } = payload
  const mask = randomBytes(4)
  const size = length < 126 ? Buffer.of(length) : longSize(length)
  size[0] = (size[0] ?? 0) | (masked ? 0x80 : 0)
  const body = masked ? payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)) : payload

  return Buffer.concat([
    Buffer.of((fin ? 0x80 : 0) | (compressed ? 0x40 : 0) | opcode),
    size,
    ...(masked ? [mask] : []),
    body,
  ])
}

function longSize(length: number): Buffer {
  const size = Buffer.alloc(9)
  size[0] = 127
  size.writeBigUInt64BE(BigInt(length), 1)

  return size
}

/** A TCP connection that asked for a WebSocket, for whatever no library would send. */
export async function tcpSocket(url: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(url)
  const socket = connect(Number(port), hostname)
  let received = Buffer.alloc(0)
  socket.on('data', (data: Buffer) => (received = Buffer.concat([received, data])))
  socket.on('error', () => {})
  const asked = {
    host: hostname,
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': randomBytes(16).toString('base64'),
    ...headers,
  }
  socket.write(
    `GET /graphql HTTP/1.1\r\n${Object.entries(asked)
      .map(([name, value]) => `${name}: ${value}\r\n`)
      .join('')}\r\n`,
  )
  const end = await until('the end of the head', async () => {
    const found = received.indexOf('\r\n\r\n')
    return found < 0 ? undefined : found + 4
  })

  return {
    socket,
    head: received.subarray(0, end).toString().toLowerCase(),
    send: (...frames: Buffer[]): boolean => socket.write(Buffer.concat(frames)),
    /** By which code the server has closed it. */
    closeCode: (): Promise<number> => closeCodeOf(socket, () => received.subarray(end)),
    closed: (): Promise<unknown> => (socket.closed ? Promise.resolve() : once(socket, 'close')),
  }
}

/** Reads the frames of a server up to the one that closes. */
function closeCodeOf(socket: Socket, received: () => Buffer): Promise<number> {
  return until('a close frame', async () => {
    const bytes = received()
    for (let at = 0; at + 2 <= bytes.length;) {
      const length = bytes.readUInt8(at + 1)
      if ((bytes.readUInt8(at) & 0x0f) === opcodes.close) return bytes.readUInt16BE(at + 2)
      const long = length === 126 ? 2 : 0
      at += 2 + long + (long ? bytes.readUInt16BE(at + 2) : length)
    }
    if (socket.destroyed) throw new Error('It was closed without a word.')

    return undefined
  })
}
