import { readFile } from 'node:fs/promises'
import type { JSONWebKeySet } from 'jose'
import { request } from 'undici'
import { z } from 'zod'
import { jsonObject } from './json-object.ts'
import type { IssuerSettings, KeySettings } from './settings.ts'

/** Reads an issuer's keys once. Rejects when they cannot be had. */
export type KeySource = () => Promise<JSONWebKeySet>

/** Of a key nothing but its public part is taken; what could only sign by a shared secret is left out. */
const publicKey = z.object({
  kty: z.enum(['OKP', 'EC', 'RSA']),
  kid: z.string().optional(),
  use: z.string().optional(),
  alg: z.string().optional(),
  key_ops: z.array(z.string()).optional(),
  crv: z.string().optional(),
  x: z.string().optional(),
  y: z.string().optional(),
  n: z.string().optional(),
  e: z.string().optional(),
})
const keySet = z.object({ keys: z.array(z.looseObject({})).max(100) })

/** Where the settings say that an issuer's keys are: a URL, a file or the settings themselves. */
export function keySource({ jwksUrl, jwksFile, jwks }: IssuerSettings, settings: KeySettings): KeySource {
  if (jwksUrl) return async () => publicKeys(jsonObject(await fetched(jwksUrl, settings)))
  if (jwksFile) return async () => publicKeys(jsonObject(await readFile(jwksFile, 'utf8')))
  const keys = publicKeys(jwks)

  return () => Promise.resolve(keys)
}

/** What of a JWKS can verify signatures; keys of other kinds may stand beside (RFC 7517, 5). */
function publicKeys(value: unknown): JSONWebKeySet {
  const keys = keySet.parse(value).keys.flatMap((key) => {
    const { success, data } = publicKey.safeParse(key)
    return success ? [data] : []
  })
  if (keys.length === 0) throw new Error('the key set has no public key that verifies signatures')

  return { keys }
}

async function fetched(url: string, { timeoutMs, bytes }: KeySettings): Promise<string> {
  const { statusCode, body } = await request(url, {
    headers: { accept: 'application/jwk-set+json, application/json' },
    signal: AbortSignal.timeout(timeoutMs),
  })
  const chunks: Buffer[] = []
  let size = 0

  for await (const chunk of body) {
    const piece = Buffer.from(chunk)
    size += piece.length
    if (size > bytes) throw new Error(`the key set is larger than ${bytes} bytes`)
    chunks.push(piece)
  }
  if (statusCode !== 200) throw new Error(`the key set was answered with status ${statusCode}`)

  return Buffer.concat(chunks).toString()
}
