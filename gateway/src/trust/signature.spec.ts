import { createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import { importJWK, type CryptoKey } from 'jose'
import { algorithms } from './settings.ts'
import { isSigned, type Algorithm } from './signature.ts'
import { testKey, testToken } from './test-issuer.ts'

/** A token's parts, signed by one key, and the key to verify it with. */
async function signedBy(alg: Algorithm, other = alg) {
  const [key, verifying] = await Promise.all([testKey('k', alg), testKey('k', other)])
  const [header = '', payload = '', seal = ''] = (await testToken(key)).split('.')
  const imported = await importJWK(key.published, alg)
  if (imported instanceof Uint8Array) throw new Error('That is no public key.')

  return {
    token: { alg, signed: `${header}.${payload}`, signature: Buffer.from(seal, 'base64url') },
    key: imported,
    another: (await importJWK(verifying.published, other)) as CryptoKey,
  }
}

describe.each(algorithms.options)('%s', (alg) => {
  test('takes what was signed, and nothing else', async () => {
    const { token, key, another } = await signedBy(alg)
    const { signature, signed } = token
    const bent = Buffer.from(signature)
    bent[bent.length - 3]! ^= 1

    expect(isSigned(token, key)).toBe(true)
    expect(isSigned(token, another)).toBe(false)
    expect(isSigned({ ...token, signed: `${signed}A` }, key)).toBe(false)
    for (const wrong of [
      bent,
      signature.subarray(1),
      Buffer.of(0),
      Buffer.alloc(signature.length),
      Buffer.alloc(9_000),
    ])
      expect(isSigned({ ...token, signature: wrong }, key)).toBe(false)
  })
})

test.each<[Algorithm, Algorithm]>([
  ['ES256', 'RS256'],
  ['RS256', 'EdDSA'],
  ['EdDSA', 'ES256'],
])('%s is not verified with a key for %s', async (alg, other) => {
  const { token, another } = await signedBy(alg, other)

  expect(() => isSigned(token, another)).toThrow(expect.objectContaining({ reason: 'key' }))
})

test('a signature of ECDSA counts in the form of JWS, not in that of certificates', async () => {
  const { privateKey, published } = await testKey('k', 'ES256')
  const { kty = '' } = published
  const jwk = await crypto.subtle.exportKey('jwk', privateKey)
  const signature = sign(
    'sha256',
    Buffer.from('a.b'),
    createPrivateKey({ key: { ...jwk, kty }, format: 'jwk' }),
  )
  const key = (await importJWK(published, 'ES256')) as CryptoKey

  expect(isSigned({ alg: 'ES256', signed: 'a.b', signature }, key)).toBe(false)
})

test('RSA keys below 2,048 bits are not used', async () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 1_024 })
  const key = (await importJWK(publicKey.export({ format: 'jwk' }), 'RS256')) as CryptoKey
  const signature = sign('sha256', Buffer.from('a.b'), privateKey)

  expect(() => isSigned({ alg: 'RS256', signed: 'a.b', signature }, key)).toThrow(
    expect.objectContaining({ reason: 'key' }),
  )
})
