import { describe, expect, test } from '@jest/globals'
import { refusalOfVariables } from './variables.ts'

const limits = { listLength: 3, valueDepth: 4, variablesBytes: 1_000 }
const nested = (depth: number): unknown => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`)

describe('the limits on variables', () => {
  test.each([
    ['LIST_TOO_LONG', { ids: [1, 2, 3, 4] }],
    ['LIST_TOO_LONG', { input: { inner: [{ ids: [1, 2, 3, 4] }] } }],
    ['TOO_DEEP', { a: { b: { c: { d: { e: {} } } } } }],
    ['TOO_DEEP', { json: nested(200_000) }],
    ['VARIABLES_TOO_LARGE', { text: 'x'.repeat(1_001) }],
    ['VARIABLES_TOO_LARGE', Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`v${index}`, 1]))],
    ['BAD_REQUEST', JSON.parse('{"a": {"__proto__": {"admin": true}}}')],
  ])('%s', (code, variables) => {
    expect(refusalOfVariables(variables, limits)?.code).toBe(code)
  })

  test.each([
    [undefined],
    [null],
    [{}],
    [{ ids: [1, 2, 3] }],
    [{ a: { b: { c: { d: 1 } } } }],
    [{ constructor: 1, toString: { prototype: 'x' } }],
  ])('nothing about %j', (variables) => {
    expect(refusalOfVariables(variables, limits)).toBeUndefined()
  })
})
