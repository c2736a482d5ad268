import { generateKeyPairSync, randomBytes } from 'node:crypto'
import type { JsonWebKey } from 'node:crypto'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { writePrivate } from './secrets.ts'

/** Who signs: the machines inside (one key per role), and `access`, which issues the tokens of people and partners. */
export const signingRoles = [
  'gateway',
  'worker',
  'scheduler',
  'consumer',
  'port',
  'ingress',
  'operator',
  'access',
] as const

/** Shared secrets: of the external systems that sign their callbacks, and of the feeds' cursors. */
export const callbackSecrets = ['inventory-callback', 'provisioning-callback', 'feed-cursors'] as const

type SigningKey = JsonWebKey & { kid: string }

/**
 * Makes, once per data folder, `<dataDir>/keys/<role>.json` (private Ed25519 JWK), `<system>-callback.json`
 * (HMAC secret as JWK) and `trusted.json` (public JWKS, kid = role). Answers the folder.
 */
export async function ensureKeys(dataDir: string): Promise<string> {
  const folder = join(dataDir, 'keys')
  await mkdir(folder, { recursive: true, mode: 0o700 })

  const pairs = await Promise.all(
    signingRoles.map((role) => ensureKey(join(folder, `${role}.json`), () => signingKey(role))),
  )
  await Promise.all(
    callbackSecrets.map((name) => ensureKey(join(folder, `${name}.json`), () => sharedSecret(name))),
  )

  await writePrivate(join(folder, 'trusted.json'), { keys: pairs.map(publicPart) })
  return folder
}

async function ensureKey(file: string, make: () => SigningKey): Promise<SigningKey> {
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept)

  const key = make()
  await writePrivate(file, key)
  return key
}

function signingKey(role: string): SigningKey {
  const { privateKey } = generateKeyPairSync('ed25519')

  return { ...privateKey.export({ format: 'jwk' }), kid: role, alg: 'EdDSA', use: 'sig' }
}

function sharedSecret(name: string): SigningKey {
  return { kty: 'oct', k: randomBytes(32).toString('base64url'), kid: name, alg: 'HS256', use: 'sig' }
}

function publicPart({ kty, crv, x, kid, alg, use }: SigningKey): SigningKey {
  return { kty, crv, x, kid, alg, use }
}
