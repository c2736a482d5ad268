import { randomUUID } from 'node:crypto'
import { callHeader, callSigner } from '@pactwork/kernel/runtime/call-identity'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { post } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { tokenOf } from '../gateway/tokens.ts'
import { askSubgraph, gateway } from '../support/graph.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

let tenant: Tenant
let other: Tenant

beforeAll(async () => {
  tenant = await newTenant('access')
  other = await newTenant('access')
})

type TokenAnswer = { status: number; body: Record<string, string> }

async function requestToken(
  body: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<TokenAnswer> {
  const { env } = await testStack()
  const response = await fetch(`${env['PACTWORK_SUBGRAPHS_URL']}/access/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(body),
  })

  return { status: response.status, body: (await response.json()) as Record<string, string> }
}

const claimsOf = (token: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const idOf = async (of: Tenant, persona: 'sales' | 'customer' | 'admin'): Promise<string> =>
  (await (await of.as(persona)).data('{ me { id } }'))['me'].id

describe('the token endpoint', () => {
  test('SEC-04 puts tenant, user, roles and groups into the token, and nothing the caller said besides', async () => {
    const claims = claimsOf(await tokenOf(tenant, 'approver'))

    expect(claims).toMatchObject({
      iss: 'pactwork-access',
      aud: 'pactwork',
      tenant: tenant.id,
      roles: ['APPROVER'],
      groups: ['approvers', 'approval-directors'],
    })
    expect(Number(claims['exp']) - Number(claims['iat'])).toBe(3600)
  })

  test('gives nothing to a persona or a tenant that does not exist, nor for another grant', async () => {
    const persona = { grant_type: 'urn:pactwork:persona', tenant: tenant.slug, persona: 'nobody' }

    expect(await requestToken(persona)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
    expect(await requestToken({ ...persona, tenant: 'no-such-tenant', persona: 'sales' })).toMatchObject({
      status: 400,
    })
    expect(await requestToken({ grant_type: 'password' })).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    })
  })

  test('SEC-06 gives a program a token for its own secret only', async () => {
    const { tenantIdOf } = await import('../stack/tenants.ts')
    const slug = `programs-${randomUUID().slice(0, 8)}`
    const secret = randomUUID()
    const made = await askSubgraph(
      'operator',
      tenantIdOf(slug),
      'access',
      `mutation ($input: ProvisionTenantInput!, $key: ID!) {
         provisionTenant(input: $input, idempotencyKey: $key) { __typename ... on Rejection { code message } } }`,
      {
        key: randomUUID(),
        input: {
          slug,
          name: 'With programs',
          timeZone: 'UTC',
          clients: [{ slug: 'crm', displayName: 'The CRM', secret, roles: ['INTEGRATION_PARTNER'] }],
        },
      },
    )
    expect(made.data['provisionTenant']).toEqual({ __typename: 'ProvisionTenantPayload' })

    const credentials = { grant_type: 'client_credentials', client_id: `${slug}/crm` }
    const good = await requestToken({ ...credentials, client_secret: secret })
    expect(claimsOf(good.body['access_token'] ?? '')).toMatchObject({ roles: ['INTEGRATION_PARTNER'] })
    const basic = `Basic ${Buffer.from(`${slug}/crm:${secret}`).toString('base64')}`
    expect(await requestToken({ grant_type: 'client_credentials' }, { authorization: basic })).toMatchObject({
      status: 200,
    })
    expect(await requestToken({ ...credentials, client_secret: `${secret}x` })).toMatchObject({
      status: 401,
      body: { error: 'invalid_client' },
    })
    expect(
      await requestToken({ ...credentials, client_id: `${tenant.slug}/crm`, client_secret: secret }),
    ).toMatchObject({ status: 401 })
  })
})

describe('a token', () => {
  test('SEC-07 with another tenant or role written into it is refused', async () => {
    const [header, , signature] = (await tokenOf(tenant, 'sales')).split('.')
    const claims = { ...claimsOf(await tokenOf(tenant, 'sales')), tenant: other.id, roles: ['TENANT_ADMIN'] }
    const forged = [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')
    const unsigned = [
      Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url'),
      forged.split('.')[1],
      '',
    ].join('.')

    for (const token of [forged, unsigned]) {
      const answer = await (await gateway(token)).ask('{ me { id } }')
      expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
    }
  })

  test('that was revoked is refused within five seconds, and only that one', async () => {
    const { body } = await requestToken({
      grant_type: 'urn:pactwork:persona',
      tenant: tenant.slug,
      persona: 'sales',
    })
    const client = await gateway(body['access_token'])
    expect((await client.data('{ me { slug } }'))['me']).toEqual({ slug: 'sales' })

    const admin = await tenant.as('admin')
    await admin.carry('revokeToken', { tokenId: body['token_id'], reason: 'lost' })
    await until(
      'the refusal',
      async () =>
        (await client.ask('{ me { slug } }')).errors?.[0]?.extensions?.['code'] === 'UNAUTHENTICATED',
      { within: 5_000 },
    )
    expect(await admin.run('revokeToken', { tokenId: body['token_id'], reason: 'lost' })).toMatchObject({
      code: 'TOKEN_ALREADY_REVOKED',
    })
    expect((await (await tenant.as('sales')).data('{ me { slug } }'))['me']).toEqual({ slug: 'sales' })
  })

  test('of a user who lost a role is refused; the next one lacks the role', async () => {
    const own = await newTenant('roles')
    const sales = await own.as('sales')
    const userId = await idOf(own, 'sales')
    const result = await (
      await own.as('admin')
    ).carry(
      'withdrawRole',
      { userId, role: 'SALES_REP', reason: 'changes to operations' },
      { fields: 'revokedTokens user { id roles }' },
    )

    expect(result).toMatchObject({ revokedTokens: 1, user: { id: userId, roles: [] } })
    await until('the refusal', async () => (await sales.ask('{ me { id } }')).errors !== undefined, {
      within: 5_000,
    })
    expect(claimsOf(await tokenOf(own, 'sales'))).toMatchObject({ roles: [] })
  })
})

describe('a subgraph', () => {
  const query = '{ me { id } }'
  const call = async (headers: Record<string, string>) => {
    const { env } = await testStack()
    return post(`${env['PACTWORK_SUBGRAPHS_URL']}/access/graphql`, { query }, headers)
  }

  test('SEC-13 refuses a user who comes without the gateway', async () => {
    const answer = await call({ authorization: `Bearer ${await tokenOf(tenant, 'sales')}` })

    expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  })

  test('SEC-13 refuses a call signed for another body, another subgraph or another token', async () => {
    const { env } = await testStack()
    const sign = callSigner('gateway', env['PACTWORK_KEYS_DIR'] ?? '')
    const subject = { correlationId: randomUUID() }
    const token = await tokenOf(tenant, 'sales')
    const body = JSON.stringify({ query })
    const signatures = {
      right: await sign('access', body, subject, token),
      body: await sign('access', `${body} `, subject, token),
      subgraph: await sign('customer', body, subject, token),
      token: await sign('access', body, subject, await tokenOf(tenant, 'admin')),
    }
    const answers = await Promise.all(
      Object.values(signatures).map((signature) =>
        call({ authorization: `Bearer ${token}`, [callHeader]: signature }),
      ),
    )

    expect(answers[0]?.data['me']).toEqual({ id: await idOf(tenant, 'sales') })
    for (const answer of answers.slice(1))
      expect(answer.errors).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }])
  })

  test('SEC-13 a machine cannot do what users do, nor a user what machines do', async () => {
    const machine = await askSubgraph(
      'worker',
      tenant.id,
      'access',
      `mutation { revokeToken(input: { tokenId: "tok_00000000000000000000000000", reason: "x" }, idempotencyKey: "k") { __typename } }`,
    )
    expect(machine.errors).toMatchObject([{ extensions: { code: 'DENIED' } }])

    const user = await (await tenant.as('admin')).ask('{ tenantSettings(tenantId: "x") { timeZone } }')
    expect(user.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
  })
})
