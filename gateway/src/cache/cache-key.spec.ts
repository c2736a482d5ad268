import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { Caller } from '../trust/caller.ts'
import { rightsOf, type Claims } from '../trust/claims.ts'
import { audienceOf, cacheKey } from './cache-key.ts'
import { pack, unpack } from './kept-answer.ts'

const claims: Claims = {
  issuer: 'i',
  sub: 'ann',
  tenant: 't',
  roles: ['seller', 'reader'],
  groups: ['g'],
  scopes: [],
  clientId: 'portal',
  jti: 'j1',
  exp: 10,
}
const caller = (changed: Partial<Claims> = {}): Caller => {
  const user = { ...claims, ...changed }
  return {
    user,
    token: 't',
    client: { name: 'c', version: '1' },
    correlationId: 'c-1',
    rights: rightsOf(user),
  }
}
const nobody: Caller = { ...caller(), user: undefined, token: undefined, rights: 'anonymous' }

describe('who may share a kept answer', () => {
  test('is everybody of the tenant with the same rights, when it is PUBLIC', () => {
    const same = [{ sub: 'bob' }, { jti: 'j2' }, { exp: 99 }, { roles: ['reader', 'seller', 'seller'] }]
    for (const changed of same)
      expect(audienceOf(caller(changed), 'PUBLIC')).toBe(audienceOf(caller(), 'PUBLIC'))
  })

  test.each<Partial<Claims>>([
    { tenant: 'u' },
    { tenant: undefined },
    { issuer: 'k' },
    { roles: ['reader'] },
    { groups: [] },
    { scopes: ['s'] },
    { clientId: undefined },
  ])('is never somebody with other rights: %j', (changed) => {
    for (const scope of ['PUBLIC', 'PRIVATE'] as const)
      expect(audienceOf(caller(changed), scope)).not.toBe(audienceOf(caller(), scope))
  })

  test('is the person alone, when it is PRIVATE, and nobody without one', () => {
    expect(audienceOf(caller({ sub: 'bob' }), 'PRIVATE')).not.toBe(audienceOf(caller(), 'PRIVATE'))
    expect(audienceOf(caller({ jti: 'j2', exp: 99 }), 'PRIVATE')).toBe(audienceOf(caller(), 'PRIVATE'))
    expect(audienceOf(nobody, 'PRIVATE')).toBeUndefined()
    expect(audienceOf(nobody, 'PUBLIC')).not.toBe(audienceOf(caller(), 'PUBLIC'))
    expect(audienceOf({ ...nobody, token: 'unread' }, 'PUBLIC')).not.toBe(audienceOf(nobody, 'PUBLIC'))
  })

  test('PUBLIC and PRIVATE never meet', () => {
    expect(audienceOf(caller(), 'PUBLIC')).not.toBe(audienceOf(caller(), 'PRIVATE'))
  })
})

describe('the key of an answer', () => {
  const request = {
    subgraph: 's',
    kind: 'query' as const,
    document: '{ a }',
    operationName: 'A',
    variables: {},
    cache: undefined,
  }
  const key = (changes: Record<string, unknown> = {}) => {
    const parts = { graph: 'g', audience: 'a', variables: { x: 1 }, forwarded: { 'x-channel': 'web' } }
    const all = { ...request, ...parts, ...changes }
    return cacheKey('p:', all.graph, all, all.variables, all.audience, all.forwarded)
  }

  test.each([
    { graph: 'h' },
    { audience: 'b' },
    { variables: { x: 2 } },
    { variables: { x: '1' } },
    { forwarded: {} },
    { forwarded: { 'x-channel': 'app' } },
    { subgraph: 't' },
    { document: '{ b }' },
    { operationName: undefined },
  ])('is another one for another %j', (changes) => {
    expect(key(changes)).not.toBe(key())
  })

  test('does not depend on what only names the request', () => {
    const forwarded = { traceparent: '00-1', 'X-Correlation-Id': 'z', 'x-channel': 'web' }
    expect(key({ forwarded })).toBe(key())
  })
})

describe('a kept answer', () => {
  const generation = 'g'.repeat(22)

  test('comes back as it was, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const data: unknown = JSON.parse(json)
        const text = pack('k', generation, data, 1_000_000)
        expect(JSON.stringify(unpack('k', generation, text ?? null)?.data)).toBe(JSON.stringify(data))
      }),
    )
  })

  test('is not kept when it is too large, by bytes', () => {
    expect(pack('k', generation, 'é'.repeat(100), 200)).toBeUndefined()
    expect(pack('k', generation, 'e'.repeat(100), 200)).toBeDefined()
  })

  test('is none when it is of another generation or place, cut off, or changed in any byte', () => {
    const text = pack('k', generation, { name: 'x', n: 12 }, 1_000) ?? ''

    expect(unpack('k', 'h'.repeat(22), text)).toBeUndefined()
    expect(unpack('l', generation, text)).toBeUndefined()
    expect(unpack('k', generation, null)).toBeUndefined()
    for (let at = 0; at < text.length; at += 1) {
      expect(unpack('k', generation, text.slice(0, at))).toBeUndefined()
      const other = text[at] === '1' ? '2' : '1'
      expect(unpack('k', generation, text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined()
    }
  })
})
