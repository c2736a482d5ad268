import { hash } from 'node:crypto'
import type { Claims } from './claims.ts'

/** What a token was found to say. */
export type VerifiedToken = { claims: Claims; rights: string }

type Kept = VerifiedToken & { keyVersion: number }

/**
 * The tokens verified last, by their SHA-256, so that nothing here can be used as one. An entry is good until the
 * token expires and while its issuer's keys stay as they are (`keyVersion`); revocation is not its matter.
 */
export function verifiedTokens(most: number) {
  const kept = new Map<string, Kept>()

  return {
    find(hash: string, now: number): Kept | undefined {
      const found = kept.get(hash)
      if (found && found.claims.exp <= now) kept.delete(hash)

      return found && found.claims.exp > now ? found : undefined
    },
    keep(hash: string, verified: Kept): void {
      if (most === 0) return
      kept.set(hash, verified)
      const [oldest] = kept.keys()
      if (kept.size > most && oldest !== undefined) kept.delete(oldest)
    },
  }
}

export const hashOf = (token: string): string => hash('sha256', token, 'base64url')
