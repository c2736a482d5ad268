import type { TokenEvent } from '@pactwork/contracts/events/access'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'

/** What is known of a token that was given; the token itself is kept nowhere. */
export type Token = {
  readonly id: string
  readonly version: number
  readonly userId: string
  readonly clientId: string
  readonly issuedAt: Date
  readonly expiresAt: Date
  readonly revokedAt: Date | null
}

type Issue = { tokenId: string; userId: string; clientId: string; roles: string[]; expiresAt: Date }

export const issue = ({ expiresAt, ...token }: Issue): Decision<TokenEvent> =>
  accept({ type: 'TokenIssued', ...token, expiresAt: expiresAt.toISOString() })

export function revoke(token: Token, { at, reason }: { at: Date; reason: string }): Decision<TokenEvent> {
  if (token.revokedAt) return reject('TOKEN_ALREADY_REVOKED')
  if (token.expiresAt <= at) return reject('TOKEN_EXPIRED')

  return accept({ type: 'TokenRevoked', tokenId: token.id, userId: token.userId, reason })
}

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The token after a fact. */
export function evolve(token: Token | undefined, event: TokenEvent, { id, version, at }: Meta): Token {
  if (event.type === 'TokenIssued') {
    const { userId, clientId, expiresAt } = event
    return { id, version, userId, clientId, issuedAt: at, expiresAt: new Date(expiresAt), revokedAt: null }
  }
  if (!token) throw new TypeError(`${event.type} needs a token.`)

  return { ...token, version, revokedAt: at }
}
