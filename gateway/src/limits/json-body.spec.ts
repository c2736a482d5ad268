import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readJsonBody } from './json-body.ts'
import { topLevelKeys } from './top-level-keys.ts'

const codeOf = (bytes: Buffer | string) => {
  const read = readJsonBody(Buffer.from(bytes))
  return read.refusal?.code ?? read
}

describe('a body', () => {
  test('is one JSON object', () => {
    expect(codeOf('{"query": "{ a }", "extra": {"query": 1}}')).toEqual({
      body: { query: '{ a }', extra: { query: 1 } },
    })
  })

  test.each([
    ['nothing', ''],
    ['no JSON', '{"query": "{ a }"'],
    ['a byte order mark', '\uFEFF{"query": "{ a }"}'],
    ['half a character', Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])],
    ['an encoded surrogate', Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])],
    ['UTF-16', Buffer.from('{"query": "{ a }"}', 'utf16le')],
    ['a string', '"{ a }"'],
    ['null', 'null'],
    ['a number', '1'],
    ['the same key twice', '{"query": "{ a }", "query": "{ b }"}'],
    ['the same key twice, once in disguise', String.raw`{"query": "{ a }", "qu\u0065ry": "{ b }"}`],
    ['a prototype', '{"query": "{ a }", "__proto__": {"variables": {}}}'],
  ])('is refused with %s', (_, bytes) => {
    expect(codeOf(bytes)).toBe('BAD_REQUEST')
  })

  test('is refused with several operations', () => {
    expect(codeOf('[{"query": "{ a }"}]')).toBe('BATCHING_NOT_SUPPORTED')
  })
})

test('the outermost keys of any JSON object are found, whatever is in it', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.boolean(), (object, spaced) => {
      const json = JSON.stringify(object, null, spaced ? 2 : 0)
      expect(topLevelKeys(json)).toEqual(Object.keys(JSON.parse(json)))
    }),
  )
})
