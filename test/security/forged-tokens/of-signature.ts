import { createHmac, KeyObject } from 'node:crypto'
import { testToken } from '@pactwork/gateway/trust/test-issuer'
import { importJWK } from 'jose'
import { claiming, encoded, headerOf, parts, sealed, type Forgery, type Kit } from './kit.ts'

const unsigned = (alg: unknown): Forgery => ({
  name: `signed by nobody: alg ${JSON.stringify(alg) ?? 'left out'}`,
  reason: 'header',
  make: (kit) => `${encoded(headerOf(kit, { alg }))}.${encoded(kit.claims())}.AA`,
})

/** The public key taken for a shared secret. */
const byPublicKey = (
  form: string,
  alg: 'HS256' | 'HS384' | 'HS512',
  secret: (kit: Kit) => Promise<Buffer>,
): Forgery => ({
  name: `signed with the public key as ${form} by ${alg}`,
  reason: 'header',
  async make(kit) {
    const content = `${encoded(headerOf(kit, { alg }))}.${encoded(kit.claims())}`
    const hmac = createHmac(alg.replace('HS', 'sha'), await secret(kit))
    return `${content}.${hmac.update(content).digest('base64url')}`
  },
})
const publicPem = async ({ issuer }: Kit): Promise<Buffer> => {
  const key = await importJWK(issuer.published, 'EdDSA')
  if (key instanceof Uint8Array) throw new TypeError('A public key was expected.')
  return Buffer.from(KeyObject.from(key).export({ type: 'spki', format: 'pem' }))
}

const algorithm = (alg: unknown): Forgery => ({
  name: `signed by the issuer, its algorithm said to be ${JSON.stringify(alg)}`,
  reason: 'header',
  make: (kit) => sealed(kit.issuer, headerOf(kit, { alg }), kit.claims()),
})

const keyId = (name: string, kid: unknown, reason: Forgery['reason'] = 'key'): Forgery => ({
  name: `of a stranger, with ${name} as key id`,
  reason,
  make: (kit) => sealed(kit.stranger, headerOf(kit, { kid }), kit.claims()),
})

const ownKey = (name: string, header: (kit: Kit) => Record<string, unknown>): Forgery[] => [
  {
    name: `that brings its key along in ${name}`,
    reason: 'signature',
    make: (kit) => sealed(kit.stranger, headerOf(kit, header(kit)), kit.claims()),
  },
  {
    name: `that brings its key along in ${name}, under a key id of its own`,
    reason: 'key',
    make: (kit) => sealed(kit.stranger, headerOf(kit, { ...header(kit), kid: 'mine' }), kit.claims()),
  },
]

export const forgeriesOfSignature: Forgery[] = [
  ...['none', 'None', 'NONE', 'nOnE', 'none ', 'nоne', '', null, undefined, ['EdDSA'], { alg: 'EdDSA' }].map(
    unsigned,
  ),
  {
    name: 'signed by nobody, with an empty signature',
    reason: 'malformed',
    make: (kit) => `${encoded(headerOf(kit, { alg: 'none' }))}.${encoded(kit.claims())}.`,
  },
  {
    name: 'signed by nobody, with the signature of another',
    reason: 'header',
    async make(kit) {
      const [, payload, signature] = await parts(kit)
      return `${encoded(headerOf(kit, { alg: 'none' }))}.${payload}.${signature}`
    },
  },
  byPublicKey('PEM', 'HS256', publicPem),
  byPublicKey('PEM', 'HS384', publicPem),
  byPublicKey('PEM', 'HS512', publicPem),
  byPublicKey('bytes', 'HS256', async ({ issuer }) => Buffer.from(issuer.published.x ?? '', 'base64url')),
  byPublicKey('JWK', 'HS256', async ({ issuer }) => Buffer.from(JSON.stringify(issuer.published))),
  ...['RS256', 'ES256', 'PS256', 'Ed25519', 'eddsa', 'EdDSA ', 'HS256', 'dir', 'toString', '__proto__'].map(
    algorithm,
  ),
  keyId('that of the issuer', undefined, 'header'),
  {
    ...keyId('', ''),
    name: 'of a stranger under the key id of the issuer',
    reason: 'signature',
    make: (kit) => sealed(kit.stranger, headerOf(kit), kit.claims()),
  },
  keyId('nothing', '', 'header'),
  keyId('null', null, 'header'),
  keyId('a number', 1, 'header'),
  keyId('a list', ['a'], 'header'),
  keyId('one that nobody has', 'nobody'),
  keyId('a path', '../../../../../../dev/null'),
  keyId('a path in code', '..%2f..%2f..%2fetc%2fpasswd'),
  keyId('SQL', "x' UNION SELECT 'AAAA' --"),
  keyId('a command', '$(id)|cat /etc/passwd'),
  keyId('an URL', 'http://127.0.0.1:1/jwks.json'),
  keyId('what objects inherit', '__proto__'),
  keyId('a zero byte', 'key\0'),
  keyId('ten thousand letters', 'k'.repeat(300), 'header'),
  ...ownKey('jwk', ({ stranger }) => ({ jwk: stranger.published })),
  ...ownKey('jku', ({ trap }) => ({ jku: trap })),
  ...ownKey('x5u', ({ trap }) => ({ x5u: trap })),
  ...ownKey('x5c', ({ stranger }) => ({ x5c: [Buffer.from(stranger.published.x ?? '').toString('base64')] })),
  {
    name: 'of a neighbour who speaks for the issuer',
    reason: 'header',
    make: (kit) => testToken(kit.neighbour, kit.claims()),
  },
  {
    name: 'of the issuer who speaks for a neighbour',
    reason: 'header',
    make: (kit) => claiming(kit, { iss: kit.neighbour.iss }),
  },
  {
    name: 'whose signature is all zeros',
    reason: 'signature',
    async make(kit) {
      const [header, payload] = await parts(kit)
      return `${header}.${payload}.${Buffer.alloc(64).toString('base64url')}`
    },
  },
  {
    name: 'for the neighbour whose signature is all zeros',
    reason: 'signature',
    make: ({ neighbour, claims }) =>
      `${encoded({ alg: neighbour.alg, kid: neighbour.kid, typ: 'at+jwt' })}.${encoded({ ...claims(), iss: neighbour.iss })}.${Buffer.alloc(64).toString('base64url')}`,
  },
]
