import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parseJson } from './json.ts'
import { type Json, JsonNumber } from './json-value.ts'

const plain = (value: Json): unknown => {
  if (value instanceof JsonNumber) return Number(value.source)
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value

  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]))
}

describe('reading JSON without losing anything', () => {
  test('a number stays the text that was written', () => {
    const { value } = parseJson('[4070.00, 1e400, 12345678901234567890.5, -0]')

    expect(value).toEqual(
      ['4070.00', '1e400', '12345678901234567890.5', '-0'].map((one) => new JsonNumber(one)),
    )
  })

  test('a key that stands twice is a problem at its own place', () => {
    expect(parseJson('{"a":{"b/c":1,"b/c":2}}').problems).toMatchObject([
      { code: 'DUPLICATE_KEY', path: '/a/b~1c' },
    ])
  })

  test('a key named __proto__ is a key like any other', () => {
    const { value } = parseJson('{"__proto__":{"isSellable":true}}')

    expect(Object.keys(value as object)).toEqual(['__proto__'])
    expect((value as { isSellable?: boolean }).isSellable).toBeUndefined()
  })

  test.each([
    '',
    '{',
    '{"a":1,}',
    '[1,]',
    '{a:1}',
    "{'a':1}",
    '01',
    '1.',
    '.5',
    '+1',
    'NaN',
    'Infinity',
    '"a\nb"',
    '"\\x"',
    '"\\u12"',
    'true false',
    '// note\n1',
    '{"a" 1}',
    'nul',
    '['.repeat(5000),
  ])('%j is not JSON', (text) => {
    expect(parseJson(text).problems).toMatchObject([{ code: 'NOT_JSON' }])
  })

  test('a problem names line and column', () => {
    expect(parseJson('{\n  "a": tru\n}').problems[0]?.message).toBe('Line 2, column 8: expected a value.')
  })

  test.each(['"\\u0000"', '"\\ud800"'])('%s cannot be stored', (text) => {
    expect(parseJson(text).problems).toMatchObject([{ code: 'TEXT_NOT_STORABLE' }])
  })

  test('whatever JSON.stringify writes is read as what it was', () => {
    const storable = fc
      .string({ unit: 'binary' })
      .filter((text) => !text.includes('\0') && text.isWellFormed())
    const json = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        storable,
        fc.integer(),
        fc.double({ noNaN: true, noDefaultInfinity: true }).map((one) => (Object.is(one, -0) ? 0 : one)),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 5 }),
        fc.dictionary(storable, tie('value'), { maxKeys: 5 }),
      ),
    })).value

    fc.assert(
      fc.property(json, fc.constantFrom(0, 2, 4), (value, indent) => {
        const read = parseJson(JSON.stringify(value, null, indent))

        expect(read.problems).toEqual([])
        expect(plain(read.value as Json)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })

  test('it refuses exactly what JSON.parse refuses', () => {
    const pieces = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      '"a"',
      ':',
      ',',
      '1',
      '-',
      '0',
      '.5',
      'e3',
      'true',
      'null',
      ' ',
      '\\',
    )

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 8 }), (tokens) => {
        const text = tokens.join('')
        const refused = parseJson(text).problems.some(({ code }) => code === 'NOT_JSON')

        expect(refused).toBe(isRefused(text))
      }),
      { numRuns: 2000 },
    )
  })
})

function isRefused(text: string): boolean {
  try {
    JSON.parse(text)

    return false
  } catch {
    return true
  }
}
