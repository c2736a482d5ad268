import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from '@jest/globals'

import { readConnection } from './settings.ts'
import { sign, verify } from './signature.ts'
import { standardTiming } from './timing.ts'
import type { Treaty } from './treaty.ts'

const treaty = { name: 't', system: 'somewhere', timing: standardTiming } as Treaty
const keysDir = mkdtempSync(join(tmpdir(), 'pactwork-keys-'))
writeFileSync(join(keysDir, 'somewhere-callback.json'), JSON.stringify({ kty: 'oct', k: 'a'.repeat(43) }))
const env = {
  PACTWORK_SOMEWHERE_SYSTEM_URL: 'http://127.0.0.1:1/',
  PACTWORK_INGRESS_URL: 'http://127.0.0.1:2',
  PACTWORK_KEYS_DIR: keysDir,
}

describe('the settings of a treaty', () => {
  test('are its own: URL, secret, and single values of its timing', () => {
    const connection = readConnection(treaty, { ...env, PACTWORK_SOMEWHERE_TIMING: '{"settleMs": 1}' })

    expect(connection).toMatchObject({
      baseUrl: 'http://127.0.0.1:1',
      timing: { ...standardTiming, settleMs: 1 },
    })
  })

  test('say what is wrong', () => {
    expect(() => readConnection(treaty, { ...env, PACTWORK_SOMEWHERE_SYSTEM_URL: '' })).toThrow(
      'PACTWORK_SOMEWHERE_SYSTEM_URL is not set',
    )
    expect(() => readConnection(treaty, { ...env, PACTWORK_SOMEWHERE_TIMING: '{"settle": 1}' })).toThrow(
      'has to be JSON',
    )
    expect(() => readConnection(treaty, { ...env, PACTWORK_KEYS_DIR: '/nowhere' })).toThrow('shared secret')
  })
})

describe('a signature', () => {
  const secret = Buffer.from('a secret of our own')
  const now = new Date('2026-03-02T12:00:00Z')
  const headers = sign(secret, 'body', now)

  test('proves who sent a body and when', () => {
    expect(verify(secret, 'body', headers, now)).toEqual({ ok: true, nonce: headers['x-pactwork-nonce'] })
  })

  test.each([
    ['another body', 'other', headers, now, 'SIGNATURE_WRONG'],
    ['another nonce', 'body', { ...headers, 'x-pactwork-nonce': 'another-nonce' }, now, 'SIGNATURE_WRONG'],
    [
      'a time that is no number',
      'body',
      { ...headers, 'x-pactwork-timestamp': 'soon' },
      now,
      'SIGNATURE_MALFORMED',
    ],
    ['five minutes later', 'body', headers, new Date(now.getTime() + 301_000), 'SIGNATURE_EXPIRED'],
    ['five minutes earlier', 'body', headers, new Date(now.getTime() - 301_000), 'SIGNATURE_EXPIRED'],
    ['nothing', 'body', {}, now, 'SIGNATURE_MISSING'],
  ] as const)('is refused with %s', (_, body, given, at, code) => {
    expect(verify(secret, body, given, at)).toEqual({ ok: false, code })
  })
})
