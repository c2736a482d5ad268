import { describe, expect, test } from '@jest/globals'
import { authenticate, clientOf, correlationOf } from './caller.ts'

const user = {
  sub: 'usr_1',
  jti: 'tok_1',
  tenant: 'ten_1',
  roles: [],
  groups: [],
  client_id: 'c',
  exp: 2,
  iat: 1,
}
const failing = (code: string) => () => Promise.reject(Object.assign(new Error('no'), { code }))

describe('who calls', () => {
  test('is the holder of the bearer token, by the program that names itself', async () => {
    const headers = {
      authorization: 'Bearer a.b.c',
      'apollographql-client-name': 'portal',
      'apollographql-client-version': '1.2',
    }
    expect(await authenticate(headers, () => Promise.resolve(user), 'c-1')).toMatchObject({
      user: { issuer: 'pactwork-access', sub: 'usr_1', tenant: 'ten_1', clientId: 'c' },
      token: 'a.b.c',
      client: { name: 'portal', version: '1.2' },
      correlationId: 'c-1',
    })
  })

  test.each([
    ['no token', {}, () => Promise.resolve(user)],
    ['another scheme', { authorization: 'Basic a' }, () => Promise.resolve(user)],
    ['an expired token', { authorization: 'Bearer a.b.c' }, failing('ERR_JWT_EXPIRED')],
    ['a forged token', { authorization: 'Bearer a.b.c' }, failing('ERR_JWS_SIGNATURE_VERIFICATION_FAILED')],
    ['a token for others', { authorization: 'Bearer a.b.c' }, failing('ERR_JWT_CLAIM_VALIDATION_FAILED')],
    ['a token of an unknown key', { authorization: 'Bearer a.b.c' }, failing('ERR_JWKS_NO_MATCHING_KEY')],
  ])('SEC-07 is nobody with %s', async (_, headers, verify) => {
    await expect(authenticate(headers, verify, 'c-1')).rejects.toMatchObject({
      extensions: { code: 'UNAUTHENTICATED', correlationId: 'c-1' },
    })
  })

  test('is not denied when our keys cannot be fetched: that is our outage', async () => {
    await expect(
      authenticate({ authorization: 'Bearer a.b.c' }, failing('ERR_JWKS_TIMEOUT'), 'c-1'),
    ).rejects.toMatchObject({
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    })
    const refused = () => Promise.reject(new TypeError('fetch failed'))
    await expect(authenticate({ authorization: 'Bearer a.b.c' }, refused, 'c-1')).rejects.toMatchObject({
      extensions: { code: 'SUBGRAPH_UNAVAILABLE' },
    })
  })

  test('API-04 names its correlation, unless the name would not fit a log line', () => {
    expect(correlationOf({ 'x-correlation-id': 'order-7' })).toBe('order-7')
    expect(correlationOf({ 'x-correlation-id': 'a\nb' })).toMatch(/^[0-9a-f-]{36}$/)
    expect(clientOf({ 'apollographql-client-name': '{"level":"error"}' })).toEqual({
      name: 'unnamed',
      version: 'unnamed',
    })
  })
})
