import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rename, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { createLocalJWKSet, jwtVerify, SignJWT } from 'jose'
import { signingKeys } from './signing-keys.ts'

let folder: string
let written = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pactwork-keys-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** A new key in the place of the one that signs; its time differs even on a coarse clock. */
async function writeKey(): Promise<void> {
  const file = join(folder, 'access.json')
  await writeFile(file, JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })))
  written += 1
  await utimes(file, written, written)
}

const signed = async (keys: ReturnType<typeof signingKeys>): Promise<string> => {
  const { key, kid } = await keys.signing()
  return new SignJWT({}).setProtectedHeader({ alg: 'EdDSA', kid }).sign(key)
}
const verified = async (keys: ReturnType<typeof signingKeys>, token: string) =>
  (await jwtVerify(token, createLocalJWKSet(await keys.published()))).protectedHeader

describe('the keys of users’ tokens', () => {
  test('SEC-05 are rotated by moving files: old tokens stay good, new ones are signed anew', async () => {
    await writeKey()
    const keys = signingKeys(folder)
    const before = await signed(keys)
    await rename(join(folder, 'access.json'), join(folder, 'access.previous.json'))
    await writeKey()
    const after = await signed(keys)

    const [old, fresh] = [await verified(keys, before), await verified(keys, after)]
    expect(old.kid).not.toBe(fresh.kid)
    expect((await keys.published()).keys.map(({ kid }) => kid)).toEqual([fresh.kid, old.kid])
  })

  test('are published without what signs', async () => {
    await writeKey()
    const [key] = (await signingKeys(folder).published()).keys

    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', use: 'sig' })
    expect(key).not.toHaveProperty('d')
  })

  test('that are missing say where they were looked for', async () => {
    await expect(signingKeys(folder).signing()).rejects.toThrow(folder)
  })
})
