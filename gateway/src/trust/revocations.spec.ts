import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import {
  callHeader,
  callSigner,
  callVerifier,
  type VerifiedCall,
} from '@pactwork/kernel/runtime/call-identity'
import { exportJWK } from 'jose'
import { trustSettings } from './settings.ts'
import {
  failing,
  hanging,
  publishing,
  testKey,
  testServer,
  testTenant,
  testToken,
  type TestKey,
  type TestServer,
} from './test-issuer.ts'
import { TrustUnavailable } from './token-refused.ts'
import { tokenVerifier } from './token-verifier.ts'

const otherTenant = testTenant.replace('zz', 'zy')

let keysDir: string
let key: TestKey
let list: TestServer
const revoked = new Map<string, string[]>()
let calls: VerifiedCall[] = []

beforeAll(async () => {
  keysDir = await mkdtemp(join(tmpdir(), 'pactwork-trust-'))
  const gateway = await testKey('gateway')
  await writeFile(join(keysDir, 'gateway.json'), JSON.stringify(await exportJWK(gateway.privateKey)))
  await writeFile(join(keysDir, 'trusted.json'), JSON.stringify({ keys: [gateway.published] }))
})
afterAll(() => rm(keysDir, { recursive: true }))

/** As whoever keeps revoked tokens does: for a call that the gateway signed, the tenant's. */
const told = (request: IncomingMessage, response: ServerResponse): void => void tell(request, response)
async function tell(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const signature = request.headers[callHeader]
  const call = await callVerifier(keysDir)('access', String(signature), await text(request))
  calls.push(call)
  const ids = revoked.get(call.tenantId ?? '') ?? []
  response.end(JSON.stringify({ revocations: ids.map((tokenId) => ({ tokenId })) }))
}

beforeEach(async () => {
  calls = []
  revoked.clear()
  key = await testKey('k-1')
  list = await testServer(told)
})
afterEach(() => list.stop())

const verifier = (more: object = {}) =>
  tokenVerifier(
    trustSettings.parse({
      issuers: [{ jwks: { keys: [key.published] } }],
      revocations: { url: list.url, freshMs: 60_000, timeoutMs: 300, ...more },
    }),
    { sign: callSigner('gateway', keysDir) },
  )

describe('a revoked token', () => {
  test('is refused; the gateway asks by a signed call for the tenant, once for many tokens', async () => {
    revoked.set(testTenant, ['tok_2'])
    const verify = verifier()
    await verify(await testToken(key))
    await verify(await testToken(key, { jti: 'tok_1' }))

    await expect(verify(await testToken(key, { jti: 'tok_2' }))).rejects.toMatchObject({ reason: 'revoked' })
    expect(calls).toEqual([
      { role: 'gateway', tenantId: testTenant, correlationId: `revocations-${testTenant}` },
    ])
    await verify(await testToken(key, { jti: 'tok_2', tenant: otherTenant }))
    expect(calls).toHaveLength(2)
  })

  test('is refused although it was verified and remembered before', async () => {
    const verify = verifier({ freshMs: 1 })
    const token = await testToken(key)
    await verify(token)
    revoked.set(testTenant, ['tok_01hzzzzzzzzzzzzzzzzzzzzzzz'])

    const deadline = Date.now() + 10_000
    const outcome = () =>
      verify(token).then(
        () => undefined,
        (error: unknown) => error,
      )
    let seen = await outcome()
    while (seen === undefined && Date.now() < deadline) {
      await new Promise((resolve) => setImmediate(resolve))
      seen = await outcome()
    }
    expect(seen).toMatchObject({ reason: 'revoked' })
  })

  test.each([
    ['fails', failing],
    ['never answers', hanging],
    ['answers something else', publishing()],
  ])('cannot slip in while nothing is known because the list %s', async (_, answer) => {
    list.answer(answer)

    await expect(verifier()(await testToken(key))).rejects.toThrow(TrustUnavailable)
  })

  test('stays refused, and the others in, while the list is down', async () => {
    revoked.set(testTenant, ['tok_2'])
    const verify = verifier({ freshMs: 1 })
    await verify(await testToken(key))
    list.answer(failing)
    const asked = list.asked()

    const deadline = Date.now() + 10_000
    while (list.asked() < asked + 3 && Date.now() < deadline) {
      await verify(await testToken(key))
      await expect(verify(await testToken(key, { jti: 'tok_2' }))).rejects.toMatchObject({
        reason: 'revoked',
      })
    }
    expect(list.asked()).toBeGreaterThanOrEqual(asked + 3)
  })

  test('can be told: a token without an id is refused where revocation is asked for', async () => {
    await expect(verifier()(await testToken(key, { jti: undefined }))).rejects.toMatchObject({
      reason: 'claims',
    })
  })
})
