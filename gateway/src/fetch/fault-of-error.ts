import { errors } from 'undici'
import { TooLarge } from './exchange.ts'
import type { Fault } from './fault.ts'

/** The codes of Node and undici for a connection that could not be made or is gone. */
const connectionCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_INFO',
  'UND_ERR_SOCKET',
])

const slowCodes: ReadonlySet<string> = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])

/** What it means that an exchange failed with this error, before or after the answer had begun. */
export function faultOf({ error, begun }: { error: unknown; begun: boolean }): Fault {
  if (error instanceof TooLarge) return 'unfit'
  const code = codeOf(error)
  if (slowCodes.has(code)) return 'slow'
  if (code === 'UND_ERR_INVALID_ARG') return 'unfit'
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || error instanceof errors.HTTPParserError) return 'invalid'
  if (!begun && (connectionCodes.has(code) || code.startsWith('ERR_HTTP2_'))) return 'connection'

  return 'broken'
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : ''
