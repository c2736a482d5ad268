import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'

export const signatureHeaders = {
  timestamp: 'x-pactwork-timestamp',
  nonce: 'x-pactwork-nonce',
  signature: 'x-pactwork-signature',
} as const

/** How far a signed message's clock may be from ours. */
const windowSeconds = 300

type Signed = { readonly timestamp: string; readonly nonce: string; readonly body: string }

const digest = (secret: Buffer, { timestamp, nonce, body }: Signed): string =>
  createHmac('sha256', secret).update(`${timestamp}.${nonce}.${body}`).digest('hex')

/** The headers that prove who sent a body, and when. */
export function sign(secret: Buffer, body: string, now: Date): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000))
  const nonce = randomUUID()

  return {
    [signatureHeaders.timestamp]: timestamp,
    [signatureHeaders.nonce]: nonce,
    [signatureHeaders.signature]: `v1=${digest(secret, { timestamp, nonce, body })}`,
  }
}

export type Verified =
  | { readonly ok: true; readonly nonce: string }
  | { readonly ok: false; readonly code: string }

/** Checks signature and time of a signed message. Whether its nonce is new is decided where it is stored. */
export function verify(
  secret: Buffer,
  body: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  now: Date,
): Verified {
  const timestamp = headers[signatureHeaders.timestamp]
  const nonce = headers[signatureHeaders.nonce]
  const signature = headers[signatureHeaders.signature]
  if (typeof timestamp !== 'string' || typeof nonce !== 'string' || typeof signature !== 'string')
    return { ok: false, code: 'SIGNATURE_MISSING' }
  if (!/^\d{1,12}$/.test(timestamp) || !/^[\w-]{8,80}$/.test(nonce))
    return { ok: false, code: 'SIGNATURE_MALFORMED' }

  const expected = Buffer.from(`v1=${digest(secret, { timestamp, nonce, body })}`)
  const given = Buffer.from(signature)
  if (expected.length !== given.length || !timingSafeEqual(expected, given))
    return { ok: false, code: 'SIGNATURE_WRONG' }
  if (Math.abs(now.getTime() / 1000 - Number(timestamp)) > windowSeconds)
    return { ok: false, code: 'SIGNATURE_EXPIRED' }

  return { ok: true, nonce }
}
