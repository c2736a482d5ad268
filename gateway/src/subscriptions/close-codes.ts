/** How the gateway closes a WebSocket of its own accord. Stable: clients decide by them what to do next. */
export const closings = {
  /** What came is no message of the protocol. */
  badRequest: { code: 4400, reason: 'Invalid message received' },
  /** The token is wrong, or there is none: come back with another, if at all. */
  unauthorized: { code: 4401, reason: 'Unauthorized' },
  /** Renew the token and come back. */
  expired: { code: 4403, reason: 'The token has expired' },
  revoked: { code: 4403, reason: 'The token was revoked' },
  idTaken: { code: 4409, reason: 'Subscriber already exists' },
  /** Come back later, with fewer connections. */
  tooMany: { code: 4429, reason: 'Too many connections' },
  /** Come back at once, with the last cursors; another gateway may answer. */
  reconnect: { code: 4499, reason: 'reconnect' },
  /** Tokens cannot be checked at the moment. */
  tryLater: { code: 1013, reason: 'Tokens cannot be checked at the moment' },
  fault: { code: 4500, reason: 'Internal server error' },
} as const

export type Closing = (typeof closings)[keyof typeof closings]
