import { hash } from 'node:crypto'

/** What a verified token says, in our words, whichever issuer it is of. Times are seconds since 1970. */
export type Claims = {
  issuer: string
  sub: string
  /** Undefined only where the issuer's tokens need none. */
  tenant: string | undefined
  roles: readonly string[]
  groups: readonly string[]
  scopes: readonly string[]
  clientId: string | undefined
  jti: string | undefined
  exp: number
}

/** The rights of a caller without a token. */
export const anonymous = 'anonymous'

/**
 * A fingerprint of what a caller may see: equal for two tokens of the same holder that say the same, whatever the
 * order in which they say it, and however long each is good. Answers may be shared within it, never across.
 */
export function rightsOf({ issuer, sub, tenant, roles, groups, scopes, clientId }: Claims): string {
  const said = [issuer, sub, tenant ?? null, sorted(roles), sorted(groups), sorted(scopes), clientId ?? null]

  return hash('sha256', JSON.stringify(said), 'base64url')
}

const sorted = (values: readonly string[]): string[] => [...new Set(values)].toSorted()
