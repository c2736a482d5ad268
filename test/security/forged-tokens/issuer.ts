import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestKey } from '@pactwork/gateway/trust/test-issuer'
import { calculateJwkThumbprint, importJWK, type JWK } from 'jose'
import { z } from 'zod'

const file = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: z.string(), d: z.string() })

/** The key that `access` signs users' tokens with: nobody who forges has it, and it must not help if they had. */
export async function accessKey(keysDir: string): Promise<TestKey> {
  const { d, ...shared } = file.parse(JSON.parse(await readFile(join(keysDir, 'access.json'), 'utf8')))
  const published: JWK = shared
  const kid = await calculateJwkThumbprint(published)
  const privateKey = await importJWK({ ...shared, d }, 'EdDSA')
  if (privateKey instanceof Uint8Array) throw new TypeError('An Ed25519 key was expected.')

  return { kid, alg: 'EdDSA', privateKey, published: { ...published, kid } }
}

/** What a token says, without asking whether it is right. */
export const claimsOf = (token: string): Record<string, unknown> =>
  z
    .record(z.string(), z.unknown())
    .parse(JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()))
