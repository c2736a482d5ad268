import { request as httpRequest } from 'node:http'
import { connect } from 'node:net'
import type { AbuseGateway } from './abuse-gateway.ts'
import type { Sent } from './case.ts'

export type Answered = { status: number; headers: Record<string, unknown>; text: string }

const seconds = 10

/** Sends one case to the gateway and waits for the whole answer; throws when there is none in time. */
export function send(gateway: AbuseGateway, sent: Sent): Promise<Answered> {
  if ('socket' in sent) return bySocket(gateway, sent.socket)
  if ('body' in sent) return byRequest(gateway, { bytes: JSON.stringify(sent.body) })
  return byRequest(gateway, sent.request)
}

function byRequest(
  { port, token }: AbuseGateway,
  { method = 'POST', path = '/graphql', headers = {}, bytes }: Extract<Sent, { request: unknown }>['request'],
): Promise<Answered> {
  const { 'content-type': type = method === 'POST' ? 'application/json' : '-', ...others } = headers

  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({
      port,
      method,
      path,
      agent: false,
      headers: {
        authorization: `Bearer ${token}`,
        ...(type !== '-' && { 'content-type': type }),
        ...(bytes !== undefined && { 'content-length': Buffer.byteLength(bytes) }),
        ...others,
      },
    })
    outgoing.setTimeout(seconds * 1_000, () => outgoing.destroy(new Error(`No answer in ${seconds} s.`)))
    outgoing.on('error', reject)
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      )
    })
    outgoing.end(bytes)
  })
}

/** Everything that comes back until the other side closes; several answers stay one text. */
function bySocket({ port, token }: AbuseGateway, bytes: string | Buffer): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    const socket = connect(port, '127.0.0.1')
    socket.setTimeout(seconds * 1_000, () => socket.destroy(new Error(`No answer in ${seconds} s.`)))
    socket.on('error', reject)
    socket.on('data', (chunk) => {
      chunks.push(chunk)
      // A connection that the server keeps open has been answered when the body is there.
      if (isWhole(Buffer.concat(chunks).toString())) socket.end()
    })
    socket.on('close', () => {
      const answered = read(Buffer.concat(chunks).toString())
      if (answered instanceof Error) reject(answered)
      else resolve(answered)
    })
    socket.write(typeof bytes === 'string' ? bytes.replace('{token}', token) : bytes)
  })
}

const isWhole = (text: string): boolean => {
  const [head = '', body] = text.split('\r\n\r\n', 2)
  const length = /^content-length: *(\d+)/im.exec(head)?.[1]

  return body !== undefined && length !== undefined && Buffer.byteLength(body) >= Number(length)
}

function read(text: string): Answered | Error {
  const [head = '', body = ''] = text.split('\r\n\r\n', 2)
  const status = /^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1]
  if (status === undefined) return new Error(`No answer, but ${JSON.stringify(text.slice(0, 200))}.`)

  return { status: Number(status), headers: {}, text: body }
}
