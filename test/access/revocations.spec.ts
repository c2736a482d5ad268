import { randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import {
  callHeader,
  callSigner,
  machineRoles,
  type CallSubject,
} from '@pactwork/kernel/runtime/call-identity'
import { tokenOf } from '../gateway/tokens.ts'
import { claimsOf } from '../security/forged-tokens/issuer.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'

const correlationId = randomUUID()

let tenant: Tenant
let other: Tenant
let keysDir: string
let url: string

beforeAll(async () => {
  const { env } = await testStack()
  keysDir = env['PACTWORK_KEYS_DIR'] ?? ''
  url = `${env['PACTWORK_SUBGRAPHS_URL']}/access/revocations`
  ;[tenant, other] = await Promise.all([newTenant('revoked'), newTenant('revoked')])
})

async function ask(signature: string | undefined, headers: Record<string, string> = {}, body = '{}') {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(signature && { [callHeader]: signature }),
      ...headers,
    },
    body,
  })
  const answer: { revocations?: { tokenId: string; expiresAt: string }[] } = JSON.parse(await response.text())

  return { status: response.status, answer }
}

const signed = (subject: Partial<CallSubject> = {}, role: (typeof machineRoles)[number] = 'gateway') =>
  callSigner(role, keysDir)('access', '{}', { tenantId: tenant.id, correlationId, ...subject })

describe('SEC-07 what the gateway asks before it believes a token', () => {
  test('are the revoked tokens of one tenant, as they are now', async () => {
    expect(await ask(await signed())).toEqual({ status: 200, answer: { revocations: [] } })

    const { jti, exp } = claimsOf(await tokenOf(tenant, 'sales'))
    await (await tenant.as('admin')).carry('revokeToken', { tokenId: jti, reason: 'lost' })

    const expiresAt = new Date(Number(exp) * 1_000).toISOString()
    expect((await ask(await signed())).answer.revocations).toEqual([
      { tokenId: jti, expiresAt: expect.stringContaining(expiresAt.slice(0, 19)) },
    ])
    expect((await ask(await signed({ tenantId: other.id }))).answer.revocations).toEqual([])
  })

  test.each<[string, () => Promise<Parameters<typeof ask>>]>([
    ['unsigned', async () => [undefined]],
    ['signed for another body', async () => [await signed(), {}, '{ }']],
    [
      'signed for another subgraph',
      async () => [
        await callSigner('gateway', keysDir)('quote', '{}', { tenantId: tenant.id, correlationId }),
      ],
    ],
    ['for no tenant', async () => [await callSigner('gateway', keysDir)('access', '{}', { correlationId })]],
    [
      'signed for a user',
      async () => [
        await callSigner('gateway', keysDir)('access', '{}', { tenantId: tenant.id, correlationId }, 'a.b.c'),
      ],
    ],
    ['of a user', async () => [undefined, { authorization: `Bearer ${await tokenOf(tenant, 'admin')}` }]],
    ['with a signature that is none', async () => ['not.a.token']],
  ])('is told to no call that is %s', async (_, call) => {
    expect(await ask(...(await call()))).toEqual({ status: 401, answer: { error: 'unauthenticated' } })
  })

  test.each(machineRoles.filter((role) => role !== 'gateway'))(
    'is not told to %s, who asks the graph',
    async (role) => {
      expect((await ask(await signed({}, role))).status).toBe(401)
    },
  )
})
