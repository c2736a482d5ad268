import { expect, test } from '@jest/globals'
import { Kind, parse, print } from 'graphql'
import { clientKey, sourceKey, withSourceKeys } from './source-keys.ts'

function keyOf(text: string): string {
  const [operation] = parse(`{ ${text} }`).definitions
  const field = operation?.kind === Kind.OPERATION_DEFINITION && operation.selectionSet.selections[0]
  if (!field || field.kind !== Kind.FIELD) throw new Error(`${text} is no field.`)

  return sourceKey(field)
}

test('a plain field keeps its name, one with an alias or arguments gets one that leads back to the client’s', () => {
  expect(keyOf('name')).toBe('name')
  for (const [text, key] of [
    ['id: name', 'id'],
    ['name(first: 1)', 'name'],
    ['a_b: name(first: 1)', 'a_b'],
    ['__proto__: name', '__proto__'],
  ] as const) {
    expect(keyOf(text)).not.toBe(key)
    expect(clientKey(keyOf(text))).toBe(key)
  }
})

test('one key of different fields or arguments has different names, of equal ones the same', () => {
  expect(keyOf('x: a')).not.toBe(keyOf('x: b'))
  expect(keyOf('a')).not.toBe(keyOf('a(b: 1)'))
  expect(keyOf('a(b: 1)')).not.toBe(keyOf('a(b: 2)'))
  expect(keyOf('a(b: $v)')).not.toBe(keyOf('a(b: "v")'))
  expect(keyOf('a(b: 1, c: { d: [1], e: X })')).toBe(keyOf('a(c: { e: X, d: [1] }, b: 1)'))
})

test('a document gets the names wherever they differ', () => {
  const written = print(withSourceKeys(parse('{ a b: c { d(e: 1) } }')))
  expect(written).toBe(print(parse(`{ a ${keyOf('b: c')}: c { ${keyOf('d(e: 1)')}: d(e: 1) } }`)))
})
