import { STATUS_CODES, type Server, type ServerOptions } from 'node:http'
import type { Duplex } from 'node:stream'
import type { LimitCode } from './codes.ts'
import type { LimitsSettings } from './settings.ts'

/** What Node's own server bounds, before a request is one. */
export const serverOptions = ({
  headerBytes,
  requestSeconds,
}: Pick<LimitsSettings, 'headerBytes' | 'requestSeconds'>): ServerOptions => ({
  maxHeaderSize: headerBytes,
  insecureHTTPParser: false,
  requireHostHeader: true,
  headersTimeout: Math.min(requestSeconds, 15) * 1_000,
  requestTimeout: requestSeconds * 1_000,
  // Node looks for late requests every 30 s unless told otherwise.
  connectionsCheckingInterval: Math.min(requestSeconds * 500, 5_000),
})

const answers: Readonly<
  Record<string, { status: number; code: LimitCode | 'BAD_REQUEST'; message: string }>
> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    code: 'HEADERS_TOO_LARGE',
    message: 'The head of the request is too long.',
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    code: 'REQUEST_TIMEOUT',
    message: 'The request did not arrive in time.',
  },
}
const unreadable = {
  status: 400,
  code: 'BAD_REQUEST',
  message: 'The request cannot be read as HTTP.',
} as const

/** What Node cannot read as a request is answered in GraphQL's form and its connection closed. */
export function answerUnreadable(http: Server, refused: (code: string) => void = () => {}): void {
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    const { status, code, message } = answers[error.code ?? ''] ?? unreadable
    // Something of an answer may be out already, or nobody is there to read one.
    if (error.code === 'ECONNRESET' || !socket.writable || written(socket)) return void socket.destroy()
    refused(code)
    const body = JSON.stringify({ errors: [{ message, extensions: { code } }] })
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
    ]
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`)
  })
}

/** Whether something of the answer to this request, or to an earlier one of this connection, is out already. */
const written = (socket: Duplex & { _httpMessage?: { headersSent: boolean } | null }): boolean =>
  socket._httpMessage?.headersSent ?? false
