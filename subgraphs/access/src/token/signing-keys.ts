import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { calculateJwkThumbprint, importJWK, type CryptoKey, type JWK } from 'jose'
import { z } from 'zod'

const privateKey = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  d: z.string(),
})

type SigningKey = { kid: string; key: CryptoKey; published: JWK }

/**
 * The keys that users' tokens are signed with: `access.json` signs, `access.previous.json` is still published,
 * so that a key is changed by moving files, without a restart and without refusing a single token.
 */
export function signingKeys(keysDir: string) {
  const read = new Map<string, { changed: number; key: SigningKey }>()

  const current = async (name: string): Promise<SigningKey | undefined> => {
    const file = join(keysDir, name)
    const changed = (await stat(file).catch(() => undefined))?.mtimeMs
    if (changed === undefined) return undefined
    const known = read.get(name)
    if (known?.changed === changed) return known.key

    const key = await load(file)
    read.set(name, { changed, key })
    return key
  }

  return {
    /** The key that signs now. */
    async signing(): Promise<SigningKey> {
      const key = await current('access.json')
      if (!key) throw new Error(`There is no signing key of access in ${keysDir}.`)
      return key
    },
    /** RFC 7517: what others check signatures with. */
    async published(): Promise<{ keys: JWK[] }> {
      const keys = await Promise.all([current('access.json'), current('access.previous.json')])
      return { keys: keys.flatMap((key) => key?.published ?? []) }
    },
  }
}

export type SigningKeys = ReturnType<typeof signingKeys>

async function load(file: string): Promise<SigningKey> {
  const { d, ...shared } = privateKey.parse(JSON.parse(await readFile(file, 'utf8')))
  const kid = await calculateJwkThumbprint(shared)
  const key = await importJWK({ ...shared, d }, 'EdDSA')
  if (key instanceof Uint8Array) throw new TypeError('An Ed25519 key was expected.')

  return { kid, key, published: { ...shared, kid, alg: 'EdDSA', use: 'sig' } }
}
