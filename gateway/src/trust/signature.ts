import { constants, KeyObject, verify, type webcrypto } from 'node:crypto'
import type { IssuerSettings } from './settings.ts'
import { TokenRefused } from './token-refused.ts'

/** By which an issuer may sign. */
export type Algorithm = IssuerSettings['algorithms'][number]
type Method = { hash: string | null; type: 'rsa' | 'ec' | 'ed25519'; options?: object }

const pss = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
const ecdsa = { dsaEncoding: 'ieee-p1363' }

/** RFC 7518, 3.1 and RFC 8037, 3.1 in the words of node:crypto. */
const methods: Readonly<Record<Algorithm, Method>> = {
  EdDSA: { hash: null, type: 'ed25519' },
  ES256: { hash: 'sha256', type: 'ec', options: ecdsa },
  ES384: { hash: 'sha384', type: 'ec', options: ecdsa },
  ES512: { hash: 'sha512', type: 'ec', options: ecdsa },
  PS256: { hash: 'sha256', type: 'rsa', options: pss },
  PS384: { hash: 'sha384', type: 'rsa', options: pss },
  PS512: { hash: 'sha512', type: 'rsa', options: pss },
  RS256: { hash: 'sha256', type: 'rsa' },
  RS384: { hash: 'sha384', type: 'rsa' },
  RS512: { hash: 'sha512', type: 'rsa' },
}

/** RFC 7518, 3.3: shorter keys must not be used. */
const rsaBits = 2_048

const keys = new WeakMap<webcrypto.CryptoKey, KeyObject>()

/** The key as node:crypto wants it, looked at once. */
function keyFor(type: Method['type'], key: webcrypto.CryptoKey): KeyObject {
  const known = keys.get(key)
  if (known) return known
  const found = KeyObject.from(key)
  const { modulusLength = rsaBits } = found.asymmetricKeyDetails ?? {}
  if (found.type !== 'public' || found.asymmetricKeyType !== type || modulusLength < rsaBits)
    throw new TokenRefused('key')
  keys.set(key, found)

  return found
}

/**
 * Whether an issuer's key signed what a token says. On this thread, by node:crypto: the way of `jose` leads through
 * WebCrypto's pool of threads and takes twice as long (ADR 0028). `jose` has imported the key for this algorithm and
 * no other. Throws TokenRefused for a key that the algorithm must not be used with.
 */
export function isSigned(
  { alg, signed, signature }: { alg: Algorithm; signed: string; signature: Buffer },
  key: webcrypto.CryptoKey,
): boolean {
  const { hash, type, options } = methods[alg]
  const object = keyFor(type, key)

  return verify(hash, Buffer.from(signed), options ? { key: object, ...options } : object, signature)
}
