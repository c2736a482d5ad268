/** Why a token is refused: for logs and metrics, never for clients, who might learn to forge by it. */
export type Reason =
  | 'audience'
  | 'claims'
  | 'expired'
  | 'header'
  | 'issuer'
  | 'key'
  | 'malformed'
  | 'not-yet-valid'
  | 'oversized'
  | 'revoked'
  | 'signature'
  | 'type'

/** The token is wrong: the caller's matter. */
export class TokenRefused extends Error {
  readonly reason: Reason

  constructor(reason: Reason, options?: ErrorOptions) {
    super(`the token is refused: ${reason}`, options)
    this.name = 'TokenRefused'
    this.reason = reason
  }
}

/** Whether the token is right cannot be told at the moment: our matter. */
export class TrustUnavailable extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'TrustUnavailable'
  }
}
