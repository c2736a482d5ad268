import { generateKeyPairSync, randomUUID, sign, type KeyObject } from 'node:crypto'
import { promisify } from 'node:util'

export const issuer = 'https://issuer.bench.test'
export const audience = 'pactwork'
const keyId = 'bench'

/** Two thousand bits: what most issuers sign with. */
const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2_048 })
const signed = promisify(sign) as (algorithm: string, data: Buffer, key: KeyObject) => Promise<Buffer>

export const publicPem = publicKey.export({ type: 'spki', format: 'pem' })
export const jwks = {
  keys: [{ ...publicKey.export({ format: 'jwk' }), kid: keyId, alg: 'RS256', use: 'sig' }],
}

/** Everybody comes once: what one person's requests could share nobody can share here. */
let people = 0

const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')

async function token(person = ++people): Promise<string> {
  const now = Math.floor(Date.now() / 1_000)
  const claims = {
    iss: issuer,
    aud: audience,
    sub: `usr_${String(person).padStart(26, '0')}`,
    tenant: 'ten_01h455vb4pex5vsknk084sn02q',
    jti: randomUUID(),
    client_id: 'bench',
    roles: ['sales'],
    groups: [],
    iat: now,
    exp: now + 3_600,
  }
  const content = `${part({ alg: 'RS256', kid: keyId, typ: 'at+jwt' })}.${part(claims)}`
  const signature = await signed('sha256', Buffer.from(content), privateKey)

  return `${content}.${signature.toString('base64url')}`
}

const all: string[] = []
const used = new Map<string, number>()

/** So many tokens that this contestant has never seen, so that remembering them helps nobody. Others may have. */
export async function freshTokens(contestant: string, count: number): Promise<string[]> {
  const from = used.get(contestant) ?? 0
  used.set(contestant, from + count)
  while (all.length < from + count) {
    const batch = Math.min(500, from + count - all.length)
    all.push(...(await Promise.all(Array.from({ length: batch }, () => token()))))
  }

  return all.slice(from, from + count)
}

/** So many tokens of one person. */
export const tokensOfOne = (count: number): Promise<string[]> =>
  Promise.all(Array.from({ length: count }, () => token(0)))
