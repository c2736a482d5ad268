import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { tenantIdOf } from '../tenant-id.ts'
import { hashSecret, isSecret } from './secret.ts'
import { tenantOf, tokenRequest, withBasic } from './token-request.ts'
import { revoke, type Token } from './token.ts'

const token: Token = {
  id: 'tok_1',
  version: 1,
  userId: 'usr_1',
  clientId: 'cli_1',
  issuedAt: new Date(0),
  expiresAt: new Date(1_000),
  revokedAt: null,
}

describe('a token', () => {
  test('is revoked once, while it is good for anything', () => {
    given(token)
      .when(revoke, { at: new Date(500), reason: 'lost' })
      .then({ type: 'TokenRevoked', tokenId: 'tok_1', userId: 'usr_1' })
    given(token)
      .when(revoke, { at: new Date(1_000), reason: 'lost' })
      .rejects('TOKEN_EXPIRED')
    given({ ...token, revokedAt: new Date(1) })
      .when(revoke, { at: new Date(500), reason: 'lost' })
      .rejects('TOKEN_ALREADY_REVOKED')
  })
})

describe('the secret of a client application', () => {
  test('is known again, and kept in no readable form', async () => {
    const kept = await hashSecret('correct horse battery staple')

    expect(kept).not.toContain('horse')
    expect(await isSecret('correct horse battery staple', kept)).toBe(true)
    expect(await isSecret('correct horse battery stapler', kept)).toBe(false)
    expect(await hashSecret('correct horse battery staple')).not.toBe(kept)
  })

  test('of an unknown client is never right', async () => {
    expect(await isSecret('', undefined)).toBe(false)
  })
})

describe('a request for a token', () => {
  test('names its tenant by slug or by id', () => {
    const ask = (tenant: string) =>
      tenantOf(tokenRequest.parse({ grant_type: 'urn:pactwork:persona', tenant, persona: 'sales' }))

    expect(ask('nordwind')).toBe(tenantIdOf('nordwind'))
    expect(ask(tenantIdOf('nordwind'))).toBe(tenantIdOf('nordwind'))
  })

  test('SEC-06 of a program names the tenant within the client id; basic credentials are the same', () => {
    const basic = `Basic ${Buffer.from('nordwind/partner:s3cret').toString('base64')}`
    const request = tokenRequest.parse(withBasic({ grant_type: 'client_credentials' }, basic))

    expect(request).toEqual({
      grant_type: 'client_credentials',
      client_id: 'nordwind/partner',
      client_secret: 's3cret',
    })
    expect(tenantOf(request)).toBe(tenantIdOf('nordwind'))
  })

  test('with basic credentials that nobody can decode is refused, not a fault', () => {
    const basic = `Basic ${Buffer.from('nordwind/partner:100%').toString('base64')}`

    expect(tokenRequest.safeParse(withBasic({ grant_type: 'client_credentials' }, basic)).success).toBe(false)
  })

  test.each([
    {},
    { grant_type: 'password' },
    { grant_type: 'client_credentials', client_id: 'partner', client_secret: 'x' },
  ])('is refused as %p', (body) => {
    expect(tokenRequest.safeParse(body).success).toBe(false)
  })
})
