import { describe, expect, test } from '@jest/globals'
import { parse } from 'graphql'
import { measure, most } from './measure.ts'

describe('measuring a document', () => {
  test('expands fragments: each spread counts all that the fragment holds', () => {
    const measured = measure(
      parse(`
        query Q($on: Boolean! = true) @live {
          one: thing { ...Parts }
          two: thing { ...Parts @skip(if: $on) ... @include(if: $on) { name } }
        }
        fragment Parts on Thing { id label: name other { id } }
      `),
    )

    expect(measured).toMatchObject({
      operations: 1,
      fragments: 1,
      definedVariables: 1,
      rootFields: 2,
      depth: 3,
      fields: 2 + 2 * 4 + 1,
      aliases: 2 + 2,
      directives: 3,
    })
  })

  test('counts fields at the root behind fragments as fields at the root', () => {
    const measured = measure(parse('{ ...A ... { c } } fragment A on Query { a b { c } }'))

    expect(measured.rootFields).toBe(3)
  })

  test('takes linear time for a bomb of fragments, and stops counting', () => {
    const doubling = Array.from({ length: 200 }, (_, level) =>
      level === 199
        ? `fragment F${level} on T { a: x @y }`
        : `fragment F${level} on T { ...F${level + 1} ...F${level + 1} }`,
    )
    const measured = measure(parse(`{ ...F0 } ${doubling.join(' ')}`))

    expect(measured).toMatchObject({ fields: most, aliases: most, directives: most, rootFields: most })
  })

  test.each([
    ['itself', '{ ...A } fragment A on Q { ...A }', 'A'],
    ['itself through others', '{ ...A } fragment A on Q { b { ...B } } fragment B on Q { ...A }', 'A'],
    ['itself, used or not', '{ a } fragment Z on Q { z { ...Z } }', 'Z'],
  ])('names a fragment that spreads %s', (_, source, cycle) => {
    expect(measure(parse(source)).cycle).toBe(cycle)
  })

  test('finds no cycle in a fragment that is used twice', () => {
    expect(
      measure(parse('{ ...A ...B } fragment A on Q { ...B } fragment B on Q { b }')).cycle,
    ).toBeUndefined()
  })

  test('looks into fragments that nothing uses and into every operation', () => {
    const measured = measure(parse('query A { a } query B { a { b { c } } } fragment Unused on Q { x: a }'))

    expect(measured).toMatchObject({ operations: 2, depth: 3, aliases: 1 })
  })

  test('measures values wherever they stand', () => {
    const measured = measure(
      parse('query Q($v: [Int] = [1, 2, 3]) { a(in: {deep: [[1]]}) @d(of: [1, 2, 3, 4]) }'),
    )

    expect(measured).toMatchObject({ listLength: 4, valueDepth: 3 })
  })

  test.each([
    ['{ __typename: name }', '__typename'],
    ['{ a { ... { __proto__: name } } }', '__proto__'],
    ['{ a { __typename } }', undefined],
  ])('%s: the reserved alias is %s', (source, reserved) => {
    expect(measure(parse(source)).reserved).toBe(reserved)
  })

  test('finds the longest name of all that a client may name', () => {
    const long = 'n'.repeat(300)
    for (const source of [
      `query ${long} { a }`,
      `{ ${long}: a }`,
      `query Q($${long}: Int) { a }`,
      `{ a } fragment ${long} on Q { a }`,
    ])
      expect(measure(parse(source)).longestName).toBe(long)
  })
})
