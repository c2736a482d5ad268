import { randomBytes, scrypt, timingSafeEqual, type BinaryLike } from 'node:crypto'

const length = 32

/** `scrypt$<salt>$<hash>`: what is kept of a client's secret. */
export async function hashSecret(secret: string): Promise<string> {
  const salt = randomBytes(16)
  const hash = await derive(secret, salt)

  return `scrypt$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

/** Whether a secret is the one that was hashed. Takes as long for an unknown client as for a wrong secret. */
export async function isSecret(secret: string, kept: string | undefined): Promise<boolean> {
  const [, salt = '', hash = ''] = (kept ?? '').split('$')
  const expected = Buffer.from(hash, 'base64url')
  const actual = await derive(secret, Buffer.from(salt, 'base64url'))

  return expected.length === length && timingSafeEqual(actual, expected)
}

const derive = (secret: string, salt: BinaryLike): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    scrypt(secret, salt, length, (error, key) => (error ? reject(error) : resolve(key)))
  })
