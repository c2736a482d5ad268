import { describe, expect, test } from '@jest/globals'
import { targetsAt } from './targets.ts'
import { copied, merge, pathToArray } from './tree.ts'

describe('merging answers', () => {
  const merged = (target: Record<string, unknown>, source: Record<string, unknown>) => {
    merge(target, source)
    return target
  }

  test('adds keys, replaces values and goes into objects', () => {
    expect(merged({ a: 1, b: { c: 1 } }, { a: 2, b: { d: 2 }, e: [] })).toEqual({
      a: 2,
      b: { c: 1, d: 2 },
      e: [],
    })
  })

  test('merges lists of equal length item by item, nested ones too', () => {
    expect(merged({ a: [[{ x: 1 }], null] }, { a: [[{ y: 2 }], null] })).toEqual({
      a: [[{ x: 1, y: 2 }], null],
    })
  })

  test('never covers with null what another subgraph knows', () => {
    expect(merged({ a: { x: 1 }, b: [1] }, { a: null, b: null })).toEqual({ a: { x: 1 }, b: [1] })
    expect(merged({ a: null }, { a: { x: 1 } })).toEqual({ a: { x: 1 } })
    expect(merged({}, { a: null })).toEqual({ a: null })
  })
})

test('a copy shares nothing with its original', () => {
  const original = { a: [{ b: { c: 1 } }], d: null }
  const copy = copied(original)
  expect(copy).toEqual(original)
  copy.a[0]!.b.c = 2
  expect(original.a[0]!.b.c).toBe(1)
})

test('the targets of a path are all objects under it, with where they stand', () => {
  const root = { a: [{ b: [[{ n: 1 }], [null, { n: 2 }]] }, { b: null }, null], s: 'no object' }
  expect(
    targetsAt(root, ['a', '@', 'b', '@', '@']).map(({ object, path }) => [object['n'], pathToArray(path)]),
  ).toEqual([
    [1, ['a', 0, 'b', 0, 0]],
    [2, ['a', 0, 'b', 1, 1]],
  ])
  expect(targetsAt(root, ['s'])).toEqual([])
  expect(targetsAt(root, ['missing', '@'])).toEqual([])
})

test('a subgraph that answers with `__proto__` changes nothing', () => {
  const evil = JSON.parse('{"a": {"__proto__": {"polluted": 1}}, "__proto__": {"polluted": 1}}')
  const target = { a: { x: 1 } }
  merge(target, evil)
  merge(target, copied(evil))
  expect(target).toEqual({ a: { x: 1 } })
  expect('polluted' in {} || 'polluted' in target || 'polluted' in target.a).toBe(false)
})

test('the name of an interface never covers the name of a type, and gives way to it', () => {
  const covers = (condition: string, typename: string) => condition === 'Place' || condition === typename
  const known = { __typename: 'Halt', near: { __typename: 'Place' } }
  merge(known, { __typename: 'Place', near: { __typename: 'Depot' } }, covers)
  expect(known).toEqual({ __typename: 'Halt', near: { __typename: 'Depot' } })
})
