import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { forwardedHeaders } from './forwarded-headers.ts'
import { trustSettings } from './settings.ts'

const settings = (allow?: string[]) => trustSettings.shape.headers.parse(allow ? { allow } : {})

describe('of a client’s headers', () => {
  test('the language passes on, and nothing else unless it is allowed', () => {
    const sent = {
      'accept-language': 'de',
      authorization: 'Bearer x',
      cookie: 'a=b',
      'x-region': 'eu',
      host: 'h',
    }

    expect(forwardedHeaders(settings(), sent)).toEqual({ 'accept-language': 'de' })
    expect(forwardedHeaders(settings(['X-Region', 'x-absent']), sent)).toEqual({ 'x-region': 'eu' })
    expect(forwardedHeaders(settings([]), sent)).toEqual({})
  })

  test.each([
    'authorization',
    'Authorization',
    'cookie',
    'proxy-authorization',
    'x-pactwork-call',
    'X-Pactwork-Tenant',
    'x-forwarded-for',
    'forwarded',
    'connection',
    'transfer-encoding',
    'content-length',
    'content-type',
    'host',
    'te',
    'upgrade',
    'keep-alive',
    'trailer',
    'x-correlation-id',
    'traceparent',
    'apollographql-client-name',
    ':path',
    '__proto__',
    'a b',
    'a\r\nb',
    '',
  ])('%j never passes on, and allowing it is a configuration error', (header) => {
    expect(trustSettings.safeParse({ headers: { allow: [header] } }).success).toBe(false)
    expect(() =>
      forwardedHeaders({ allow: [header.toLowerCase()], valueBytes: 100 }, { [header.toLowerCase()]: 'x' }),
    ).toThrow(/never passed on/)
  })

  test('one that was sent twice passes on joined', () => {
    expect(forwardedHeaders(settings(['x-tag']), { 'x-tag': ['a', 'b'] })).toEqual({ 'x-tag': 'a, b' })
  })

  test.each([
    ['ends the line', 'a\r\nx-pactwork-call: forged'],
    ['holds a line feed', 'a\nb'],
    ['holds a zero', 'a\0b'],
    ['is too long', 'a'.repeat(1_025)],
    ['is too long when joined', ['a'.repeat(600), 'b'.repeat(600)]],
    ['is no text', 7],
    ['is a list with something else', ['a', {}]],
    ['is beyond Latin-1', 'ā'],
  ])('a value that %s is left out', (_, value) => {
    expect(forwardedHeaders(settings(['x-tag']), { 'x-tag': value })).toEqual({})
  })

  test('whatever is sent, only allowed names come out, each with a value that is one', () => {
    const names = fc.constantFrom(
      'accept-language',
      'x-tag',
      'cookie',
      'authorization',
      'x-pactwork-call',
      '__proto__',
    )
    const values = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.string()), fc.integer())

    fc.assert(
      fc.property(fc.dictionary(names, values), (sent) => {
        for (const [name, value] of Object.entries(forwardedHeaders(settings(['x-tag']), sent))) {
          expect(name).toBe('x-tag')
          expect(value).not.toMatch(/[\r\n\0]/)
        }
      }),
    )
  })
})
