import type { IssuerSettings } from './settings.ts'
import { TokenRefused } from './token-refused.ts'

type Payload = Readonly<Record<string, unknown>>

const required = ['exp', 'iat', 'sub'] as const
const times = ['exp', 'iat', 'nbf'] as const

/**
 * What RFC 7519 and RFC 8725 want of a signed token: of the type that access tokens have (3.11), by its issuer (3.8),
 * for us (3.9), for now. `now` and `skew` are seconds. Throws TokenRefused.
 */
export function checkRegisteredClaims(
  { payload, typ }: { payload: Payload; typ: string },
  { issuer, audience, typ: wanted }: Pick<IssuerSettings, 'issuer' | 'audience' | 'typ'>,
  { now, skew }: { now: number; skew: number },
): void {
  const { iss, aud, nbf, exp } = payload
  if (mediaType(typ) !== mediaType(wanted)) throw new TokenRefused('type')
  if (iss !== issuer) throw new TokenRefused('issuer')
  if (aud !== audience && !(Array.isArray(aud) && aud.includes(audience))) throw new TokenRefused('audience')
  if (required.some((name) => payload[name] === undefined)) throw new TokenRefused('claims')
  if (times.some((name) => payload[name] !== undefined && typeof payload[name] !== 'number'))
    throw new TokenRefused('claims')
  if (Number(nbf ?? 0) > now + skew) throw new TokenRefused('not-yet-valid')
  if (Number(exp) <= now - skew) throw new TokenRefused('expired')
}

/** RFC 7515, 4.1.9: `at+jwt` stands for `application/at+jwt`, in any case. */
const mediaType = (typ: string): string =>
  typ.includes('/') ? typ.toLowerCase() : `application/${typ.toLowerCase()}`
