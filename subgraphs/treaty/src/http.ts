import { Agent, request } from 'undici'

import type { RawAnswer } from './answer.ts'

/** The request certainly did not leave: there was no connection to send it over. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const agent = new Agent({ connect: { timeout: 2_000 }, connections: 32, maxResponseSize: 256 * 1024 })

export type Call = {
  readonly method: 'GET' | 'POST'
  readonly url: string
  readonly headers: Record<string, string>
  readonly body?: string
  readonly deadlineMs: number
}

/** One call under a deadline. Never throws: whatever happens is an answer, a silence, or no connection. */
export async function call({ method, url, headers, body, deadlineMs }: Call): Promise<RawAnswer> {
  try {
    const response = await request(url, {
      method,
      headers,
      body,
      dispatcher: agent,
      signal: AbortSignal.timeout(deadlineMs),
    })

    return { kind: 'answered', status: response.statusCode, body: await response.body.text() }
  } catch (error) {
    const code = codeOf(error)
    if (unreachable.has(code)) return { kind: 'unreachable', code }

    return { kind: 'silence', code: isTimeout(error, code) ? 'TIMEOUT' : 'CONNECTION_LOST' }
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

const isTimeout = (error: unknown, code: string): boolean =>
  (error instanceof Error && error.name === 'TimeoutError') || code.endsWith('_TIMEOUT')
