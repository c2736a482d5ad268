import { isObject, jsonObject } from './json-object.ts'
import { TokenRefused } from './token-refused.ts'

/** A token's parts before anything in it is believed. */
export type CompactToken = {
  alg: string
  kid: string
  typ: string
  /** What the payload says, unverified: it only leads to the issuer whose keys decide. */
  payload: Readonly<Record<string, unknown>>
  /** What was signed, as it stands, and the signature. */
  signed: string
  signature: Buffer
}

const kidLength = 256
const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * A JWS in its compact form (RFC 7515, 3.1) → its parts. One form only: three parts in canonical base64url, so that
 * two different texts are never the same token; `crit` and `b64` are understood by nobody here; `jku`, `x5u`, `x5c`
 * and `jwk` are not looked at (RFC 8725, 3.10). Throws TokenRefused.
 */
export function compactToken(token: string, mostBytes: number): CompactToken {
  if (token.length > mostBytes) throw new TokenRefused('oversized')
  const [protectedHeader = '', payload = '', seal = '', ...more] = token.split('.', 4)
  if (more.length > 0 || !seal) throw new TokenRefused('malformed')
  const signature = decoded(seal)

  const { alg, kid, typ, crit, b64 } = objectOf(protectedHeader)
  if (crit !== undefined || b64 !== undefined) throw new TokenRefused('header')
  if (typeof alg !== 'string' || typeof kid !== 'string' || typeof typ !== 'string')
    throw new TokenRefused('header')
  if (kid === '' || kid.length > kidLength) throw new TokenRefused('header')

  return { alg, kid, typ, payload: objectOf(payload), signed: `${protectedHeader}.${payload}`, signature }
}

function objectOf(part: string): Record<string, unknown> {
  const object = jsonObject(text(decoded(part)))
  if (!isObject(object)) throw new TokenRefused('malformed')

  return object
}

function decoded(part: string): Buffer {
  const bytes = Buffer.from(part, 'base64url')
  if (part === '' || bytes.toString('base64url') !== part) throw new TokenRefused('malformed')

  return bytes
}

function text(bytes: Buffer): string {
  try {
    return utf8.decode(bytes)
  } catch (cause) {
    throw new TokenRefused('malformed', { cause })
  }
}
