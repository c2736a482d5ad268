import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { IncomingHttpHeaders } from 'node:http'
import { join } from 'node:path'

import { z } from 'zod'

/** The secret that this system and Pactwork share. */
export const readSecret = (keysDir: string, system: string): Buffer => {
  const file = readFileSync(join(keysDir, `${system}-callback.json`), 'utf8')

  return Buffer.from(z.object({ k: z.string() }).parse(JSON.parse(file)).k, 'base64url')
}

const digest = (secret: Buffer, timestamp: string, nonce: string, content: string): string =>
  createHmac('sha256', secret).update(`${timestamp}.${nonce}.${content}`).digest('hex')

export function signedHeaders(secret: Buffer, content: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()

  return {
    'x-pactwork-timestamp': timestamp,
    'x-pactwork-nonce': nonce,
    'x-pactwork-signature': `v1=${digest(secret, timestamp, nonce, content)}`,
  }
}

/** Whether a request was signed with the shared secret within the last five minutes. */
export function isSigned(secret: Buffer, headers: IncomingHttpHeaders, content: string): boolean {
  const timestamp = String(headers['x-pactwork-timestamp'] ?? '')
  const given = Buffer.from(String(headers['x-pactwork-signature'] ?? ''))
  const expected = Buffer.from(
    `v1=${digest(secret, timestamp, String(headers['x-pactwork-nonce'] ?? ''), content)}`,
  )

  return (
    Math.abs(Date.now() / 1000 - Number(timestamp)) < 300 &&
    given.length === expected.length &&
    timingSafeEqual(given, expected)
  )
}
