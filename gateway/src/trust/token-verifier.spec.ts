import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { trustSettings } from './settings.ts'
import {
  failing,
  publishing,
  seconds,
  testClaims,
  testKey,
  testServer,
  testTenant,
  testToken,
  type TestKey,
  type TestServer,
} from './test-issuer.ts'
import { TrustUnavailable } from './token-refused.ts'
import { tokenVerifier } from './token-verifier.ts'
import { hashOf, verifiedTokens } from './verified-tokens.ts'

let server: TestServer
let key: TestKey

beforeEach(async () => {
  key = await testKey('k-1')
  server = await testServer(publishing(key))
})
afterEach(() => server.stop())

const ours = (more: object = {}) => ({ jwksUrl: server.url, revocations: false, ...more })
const verifier = (more: object = {}, issuers: object[] = [ours()]) =>
  tokenVerifier(trustSettings.parse({ issuers, ...more }))

describe('a token of Pactwork’s own issuer', () => {
  test('is taken with nothing set but where its keys are, and said in our words', async () => {
    const { exp } = testClaims()
    const { claims, rights } = await verifier()(await testToken(key))

    expect(claims).toEqual({
      issuer: 'pactwork-access',
      sub: 'usr_01hzzzzzzzzzzzzzzzzzzzzzzz',
      tenant: testTenant,
      roles: ['SALES_REP'],
      groups: ['sales'],
      scopes: [],
      clientId: 'portal',
      jti: 'tok_01hzzzzzzzzzzzzzzzzzzzzzzz',
      exp,
    })
    expect(rights).toMatch(/^[\w-]{43}$/)
  })

  test('gives the same rights in whatever order they are said and however long it is good', async () => {
    const verify = verifier()
    const rightsOf = async (claims: Record<string, unknown>) =>
      (await verify(await testToken(key, claims))).rights
    const before = await rightsOf({ roles: ['A', 'B'], groups: ['x', 'y'], scope: 'read write' })

    const same = { groups: ['y', 'x', 'y'], roles: ['B', 'A'], scope: ['write', 'read'] }
    expect(await rightsOf({ ...same, jti: 'tok_2', iat: seconds() - 5, exp: seconds() + 9 })).toBe(before)
    for (const other of [
      { roles: ['A'] },
      { groups: ['x'] },
      { scope: 'read' },
      { sub: 'usr_2' },
      { tenant: testTenant.replace('zz', 'zy') },
      { client_id: 'crm' },
    ])
      expect(await rightsOf({ ...same, ...other })).not.toBe(before)
  })
})

describe('issuers', () => {
  test('sign by keys and algorithms of their own, and name things as they do', async () => {
    const rsa = await testKey('k-1', 'RS256')
    const others = await testServer(publishing(rsa))
    const verify = verifier({}, [
      ours(),
      ours({
        issuer: 'https://id.example/realms/a',
        audience: 'api',
        jwksUrl: others.url,
        algorithms: ['RS256'],
        typ: 'JWT',
        claims: {
          tenant: 'https://id.example/tenant',
          roles: 'realm_access.roles',
          clientId: 'azp',
          scopes: 'scp',
        },
        tenantPattern: '^[a-z]+$',
      }),
    ])
    const claims = {
      iss: 'https://id.example/realms/a',
      aud: ['other', 'api'],
      'https://id.example/tenant': 'acme',
      realm_access: { roles: ['viewer'] },
      azp: 'spa',
      scp: ['read', 'write'],
    }

    expect((await verify(await testToken(rsa, claims, { typ: 'application/jwt' }))).claims).toMatchObject({
      tenant: 'acme',
      roles: ['viewer'],
      clientId: 'spa',
      scopes: ['read', 'write'],
    })
    await verify(await testToken(key))
    await expect(verify(await testToken(key, claims, { typ: 'JWT' }))).rejects.toMatchObject({
      reason: 'header',
    })
    await expect(verify(await testToken(rsa))).rejects.toMatchObject({ reason: 'header' })
    await others.stop()
  })

  test.each(['ES256', 'PS256'])('may sign by %s where that is said', async (alg) => {
    const other = await testKey('other', alg)
    server.answer(publishing(other))

    await verifier({}, [ours({ algorithms: [alg] })])(await testToken(other))
    await expect(verifier()(await testToken(other))).rejects.toMatchObject({ reason: 'header' })
  })

  test('may know no tenants', async () => {
    const verify = verifier({}, [ours({ claims: { tenant: null } })])

    expect((await verify(await testToken(key))).claims.tenant).toBeUndefined()
  })

  test.each<[string, object, string]>([
    ['nobody is named', { issuers: [] }, 'names nobody'],
    [
      'one is named twice',
      {
        issuers: [
          { jwksUrl: 'http://a', revocations: false },
          { jwksUrl: 'http://b', revocations: false },
        ],
      },
      'twice',
    ],
    ['revoked tokens are asked for nowhere', { issuers: [{ jwksUrl: 'http://a' }] }, 'revocations: false'],
  ])('stop the start when %s', (_, settings, message) => {
    expect(() => tokenVerifier(trustSettings.parse(settings))).toThrow(message)
  })

  test.each<[string, object]>([
    ['a shared secret signs', { jwksUrl: 'http://a', algorithms: ['HS256'] }],
    ['nothing signs', { jwksUrl: 'http://a', algorithms: ['none'] }],
    ['no algorithm is pinned', { jwksUrl: 'http://a', algorithms: [] }],
    ['keys are nowhere', {}],
    ['keys are in two places', { jwksUrl: 'http://a', jwksFile: 'b' }],
    ['keys come from a file by URL', { jwksUrl: 'file:///etc/passwd' }],
    ['a setting is misspelled', { jwksUrl: 'http://a', audiences: ['x'] }],
    ['the tenant’s pattern is none', { jwksUrl: 'http://a', tenantPattern: '(' }],
  ])('cannot be set so that %s', (_, issuer) => {
    expect(trustSettings.safeParse({ issuers: [issuer] }).success).toBe(false)
  })
})

describe('a verified token', () => {
  test('is not verified again, but refused as soon as its key is published no longer', async () => {
    const verify = verifier({ keys: { refreshSeconds: 1, cooldownMs: 1 } })
    const token = await testToken(key)
    await verify(token)
    server.answer(publishing(await testKey('k-2')))

    const until = Date.now() + 10_000
    const refusal = async () =>
      verify(token).then(
        () => undefined,
        (error: unknown) => error,
      )
    let seen = await refusal()
    while (seen === undefined && Date.now() < until) {
      await new Promise((resolve) => setImmediate(resolve))
      seen = await refusal()
    }
    expect(seen).toMatchObject({ reason: 'key' })
  })

  test('is remembered until it expires, the oldest only while there is room', () => {
    const kept = verifiedTokens(2)
    const entry = (exp: number) => ({ claims: { ...claims, exp }, rights: 'r', keyVersion: 1 })
    for (const [hash, exp] of [
      ['a', 10],
      ['b', 10],
      ['c', 5],
    ] as const)
      kept.keep(hash, entry(exp))

    expect(kept.find('a', 0)).toBeUndefined()
    expect(kept.find('b', 9)).toMatchObject({ rights: 'r' })
    expect(kept.find('c', 5)).toBeUndefined()
    const none = verifiedTokens(0)
    none.keep('a', entry(10))
    expect(none.find('a', 0)).toBeUndefined()
    expect(hashOf('a.b.c')).not.toContain('a.b.c')
  })

  test('is neither right nor wrong while the keys cannot be had', async () => {
    server.answer(failing)

    await expect(verifier()(await testToken(key))).rejects.toThrow(TrustUnavailable)
  })

  test('may be as old as clocks may differ, and no older', async () => {
    const verify = verifier({ skewSeconds: 30 })

    await verify(await testToken(key, { iat: seconds() - 60, exp: seconds() - 20 }))
    await verify(await testToken(key, { iat: seconds() + 20, nbf: seconds() + 20 }))
    await expect(
      verify(await testToken(key, { iat: seconds() - 60, exp: seconds() - 40 })),
    ).rejects.toMatchObject({ reason: 'expired' })
    await expect(verify(await testToken(key, { nbf: seconds() + 40 }))).rejects.toMatchObject({
      reason: 'not-yet-valid',
    })
  })

  test('is good for no longer than tokens may be', async () => {
    await expect(
      verifier({ maxAgeSeconds: 60 })(await testToken(key, { exp: seconds() + 61 })),
    ).rejects.toMatchObject({ reason: 'claims' })
  })
})

const claims = {
  issuer: 'i',
  sub: 's',
  tenant: undefined,
  roles: [],
  groups: [],
  scopes: [],
  clientId: undefined,
  jti: undefined,
}
