import { codeOf, type GraphQLProblem } from './graphql-result.ts'

/**
 * What to do when a subscription breaks off: come back (`return` at once, `retry` after a while, `later` after a longer
 * one), come back with a new token (`renew`), or give up.
 */
export type Remedy = 'return' | 'retry' | 'later' | 'renew' | 'give-up'

/** A subscription has broken off. */
export class Interruption extends Error {
  override readonly name = 'Interruption'
  readonly remedy: Remedy
  /** A stable code of GraphQL, or of ours. */
  readonly code: string
  /** How long the gateway asks to wait, in milliseconds. */
  readonly waitMs: number | undefined
  readonly errors: readonly GraphQLProblem[]

  constructor(
    remedy: Remedy,
    code: string,
    message: string,
    {
      waitMs,
      errors = [],
      cause,
    }: { waitMs?: number; errors?: readonly GraphQLProblem[]; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.remedy = remedy
    this.code = code
    this.waitMs = waitMs
    this.errors = errors
  }
}

type Known = readonly [remedy: Remedy, code: string]

/** How gateways close a WebSocket; every other code is a connection that broke. */
const closes: Readonly<Record<number, Known>> = {
  1002: ['give-up', 'CLOSED'],
  1003: ['give-up', 'CLOSED'],
  1007: ['give-up', 'CLOSED'],
  1009: ['give-up', 'PAYLOAD_TOO_LARGE'],
  1013: ['later', 'SUBGRAPH_UNAVAILABLE'],
  4400: ['give-up', 'BAD_REQUEST'],
  4401: ['give-up', 'UNAUTHENTICATED'],
  4403: ['renew', 'UNAUTHENTICATED'],
  4406: ['give-up', 'CLOSED'],
  4410: ['return', 'SUBSCRIBER_TOO_SLOW'],
  4429: ['later', 'TOO_MANY_CONNECTIONS'],
  4499: ['return', 'RECONNECT'],
}

/** By the code that a WebSocket was closed with. */
export function closedBy(code: number, reason: string): Interruption {
  const [remedy, known] = closes[code] ?? ['retry', 'DISCONNECTED']

  return new Interruption(remedy, known, `The connection was closed: ${code} ${reason}`.trim())
}

/** A connection that broke, or was never made. */
export const disconnected = (why: string, cause?: unknown): Interruption =>
  new Interruption('retry', 'DISCONNECTED', why, { cause })

const errorRemedies: Readonly<Record<string, Remedy>> = {
  UNAUTHENTICATED: 'renew',
  RIGHTS_CHANGED: 'return',
  SUBSCRIBER_TOO_SLOW: 'return',
  BUDGET_EXHAUSTED: 'later',
  TOO_MANY_CONNECTIONS: 'later',
  DEADLINE_EXCEEDED: 'retry',
  EVIDENCE_UNAVAILABLE: 'retry',
  INTERNAL_SERVER_ERROR: 'retry',
  SUBGRAPH_UNAVAILABLE: 'retry',
}

/** By the errors that a gateway ended a subscription with. */
export function endedBy(errors: readonly GraphQLProblem[], waitMs?: number): Interruption {
  const [first] = errors
  const code = first ? codeOf(first) : 'INTERNAL_SERVER_ERROR'

  return new Interruption(errorRemedies[code] ?? 'give-up', code, first?.message ?? code, { errors, waitMs })
}

/** By the status of an answer that is no stream of events; its errors say more where there are any. */
export function answeredBy(
  status: number,
  { errors, waitMs }: { errors: readonly GraphQLProblem[]; waitMs?: number },
): Interruption {
  const message = errors[0]?.message ?? `The gateway answered with status ${status}.`
  const code = errors[0] ? codeOf(errors[0]) : undefined
  const told = { errors, waitMs }

  if (status === 401) return new Interruption('renew', code ?? 'UNAUTHENTICATED', message, told)
  if (status === 429) return new Interruption('later', code ?? 'TOO_MANY_CONNECTIONS', message, told)
  if (status >= 500 || status === 408) return new Interruption('retry', code ?? 'DISCONNECTED', message, told)

  return new Interruption('give-up', code ?? 'BAD_REQUEST', message, told)
}
