import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { authenticator, reasonOf, type Authenticate } from '@pactwork/gateway/trust/authenticate'
import { trustSettings } from '@pactwork/gateway/trust/settings'
import {
  publishing,
  testClaims,
  testKey,
  testServer,
  testToken,
  type TestServer,
} from '@pactwork/gateway/trust/test-issuer'
import { tokenVerifier } from '@pactwork/gateway/trust/token-verifier'
import { callSigner } from '@pactwork/kernel/runtime/call-identity'
import { GraphQLError } from 'graphql'
import { request } from 'undici'
import type { Tenant } from '../stack/tenants.ts'
import { tokenOf } from '../gateway/tokens.ts'
import { gateway } from '../support/graph.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { forgeries } from './forged-tokens/corpus.ts'
import { accessKey, claimsOf } from './forged-tokens/issuer.ts'
import { claiming, headerOf, sealed, type Kit } from './forged-tokens/kit.ts'

const names = forgeries.map(({ name }) => name)

test('SEC-07 the forgeries are many, and each is another', () => {
  expect(new Set(names).size).toBe(names.length)
  expect(names.length).toBeGreaterThanOrEqual(60)
})

describe('SEC-07 who verifies a token refuses one', () => {
  let kit: Kit
  let authenticate: Authenticate
  let servers: { issuer: TestServer; neighbour: TestServer; trap: TestServer; list: TestServer }

  beforeAll(async () => {
    const { env } = await testStack()
    const [issuer, other, stranger] = await Promise.all([
      testKey('key-1'),
      testKey('key-2', 'ES256'),
      testKey('key-1'),
    ])
    const neighbour = { ...other, iss: 'https://neighbour.example' }
    const revoked = 'tok_01hyyyyyyyyyyyyyyyyyyyyyyy'
    servers = {
      issuer: await testServer(publishing(issuer)),
      neighbour: await testServer(publishing(neighbour)),
      trap: await testServer(publishing(stranger)),
      list: await testServer((_, response) =>
        response.end(JSON.stringify({ revocations: [{ tokenId: revoked }] })),
      ),
    }
    kit = { issuer, neighbour, stranger, claims: testClaims, trap: servers.trap.url, revoked }
    const settings = trustSettings.parse({
      issuers: [
        { jwksUrl: servers.issuer.url },
        { jwksUrl: servers.neighbour.url, issuer: neighbour.iss, algorithms: ['ES256'] },
      ],
      revocations: { url: servers.list.url },
    })
    const sign = callSigner('gateway', env['PACTWORK_KEYS_DIR'] ?? '')
    authenticate = authenticator(settings, tokenVerifier(settings, { sign }))
  })
  afterAll(() => Promise.all(Object.values(servers).map((server) => server.stop())))

  const askedBy = (token: string) =>
    authenticate({ fields: { authorization: `Bearer ${token}` }, correlationId: 'c-1' })

  test.each(forgeries.map((forgery) => [forgery.name, forgery] as const))(
    '%s',
    async (_, { make, reason }) => {
      const outcome: unknown = await askedBy(await make(kit)).catch((error: unknown) => error)

      if (!(outcome instanceof GraphQLError))
        throw new Error(`It was not refused: ${JSON.stringify(outcome)}`)
      expect(outcome.extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 401 } })
      expect(reasonOf(outcome)).toBe(reason)
    },
  )

  test.each<[string, (kit: Kit) => Promise<string>]>([
    ['as they come', (from) => claiming(from, {})],
    [
      'of a neighbour, about itself',
      ({ neighbour, claims }) => testToken(neighbour, { ...claims(), iss: neighbour.iss }),
    ],
    ['for several, us among them', (from) => claiming(from, { aud: ['others', 'pactwork'] })],
    [
      'with the type written in full',
      (from) => sealed(from.issuer, headerOf(from, { typ: 'application/AT+JWT' }), from.claims()),
    ],
    ['with fractions of a second', (from) => claiming(from, { exp: Date.now() / 1_000 + 60.5 })],
    [
      'with claims nobody knows',
      (from) => claiming(from, { 'https://example/x': { deep: [1] }, email: 'ü@x' }),
    ],
    [
      'that say where keys are, which nobody asks',
      (from) =>
        sealed(
          from.issuer,
          headerOf(from, { jku: from.trap, x5u: from.trap, jwk: from.stranger.published }),
          from.claims(),
        ),
    ],
  ])('but takes good ones %s', async (_, make) => {
    expect(await askedBy(await make(kit))).toMatchObject({ user: { sub: kit.claims()['sub'] } })
  })

  test('and never asks for keys where a token says that they are', () => {
    expect(servers.trap.asked()).toBe(0)
  })
})

describe('SEC-07 the gateway', () => {
  let kit: Kit
  let tenant: Tenant
  let trap: TestServer

  beforeAll(async () => {
    const { env } = await testStack()
    tenant = await newTenant('forged')
    const issuer = await accessKey(env['PACTWORK_KEYS_DIR'] ?? '')
    const [neighbour, stranger] = await Promise.all([testKey('key-2', 'ES256'), testKey(issuer.kid)])
    trap = await testServer(publishing(stranger))
    const said = claimsOf(await tokenOf(tenant, 'sales'))
    const revoked = String(claimsOf(await tokenOf(tenant, 'sales'))['jti'])
    const claims = () => ({ ...said, iat: testClaims()['iat'], exp: testClaims()['exp'] })
    kit = {
      issuer,
      neighbour: { ...neighbour, iss: 'https://neighbour.example' },
      stranger,
      claims,
      trap: trap.url,
      revoked,
    }

    await (await tenant.as('admin')).carry('revokeToken', { tokenId: revoked, reason: 'lost' })
    const { make } = forgeries.find(({ reason }) => reason === 'revoked') ?? never()
    await until('the revocation', async () => (await answered(await make(kit))).code === 'UNAUTHENTICATED', {
      within: 10_000,
    })
  })
  afterAll(() => trap.stop())

  const wrong = {
    status: 401,
    code: 'UNAUTHENTICATED',
    challenge: 'Bearer realm="pactwork", error="invalid_token"',
  }

  /** What the gateway answers to the holder of a token. */
  async function answered(token: string) {
    const { urls } = await testStack()
    const response = await fetch(`${urls['gateway']}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: '{ me { slug } }' }),
    })
    const { data, errors } = JSON.parse(await response.text())

    return {
      status: response.status,
      challenge: response.headers.get('www-authenticate'),
      data,
      code: errors?.[0]?.extensions?.code,
    }
  }

  test('takes the token that all the others differ from', async () => {
    expect(await answered(await claiming(kit, {}))).toMatchObject({
      status: 200,
      data: { me: { slug: 'sales' } },
    })
  })

  test.each(forgeries.map((forgery) => [forgery.name, forgery] as const))(
    'refuses one %s',
    async (_, { make }) => {
      const token = await make(kit)
      // Node takes no more than 16 KB of headers, and says so itself.
      const refusal = token.length > 15_000 ? { status: 431 } : wrong

      expect(await answered(token).catch(() => ({ status: 431 }))).toMatchObject(refusal)
    },
  )

  test('refuses two tokens, good as both are: whoever stands before it may have looked at the other', async () => {
    const { urls } = await testStack()
    const token = await claiming(kit, {})
    const body = JSON.stringify({ query: '{ me { slug } }' })
    const answer = await request(`${urls['gateway']}/graphql`, {
      method: 'POST',
      // As pairs: undici sends each, where an object could hold one.
      headers: [
        'content-type',
        'application/json',
        'authorization',
        `Bearer ${token}`,
        'authorization',
        `Bearer ${token}`,
      ],
      body,
    })

    expect(answer.statusCode).toBe(400)
    expect(await answer.body.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })

  test('takes it still after all of these, and has asked no stranger for keys', async () => {
    expect(await answered(await claiming(kit, {}))).toMatchObject({ status: 200 })
    expect(trap.asked()).toBe(0)
    expect((await (await gateway()).ask('{ me { slug } }')).errors).toMatchObject([
      { extensions: { code: 'UNAUTHENTICATED' } },
    ])
  })
})

function never(): never {
  throw new Error('There is no forgery that was revoked.')
}
