import { describe, expect, test } from '@jest/globals'
import { boundedLabels, boundedNames } from './bounded-names.ts'

describe('names that become labels', () => {
  test('are the first so many, and stay what they were', () => {
    const bounded = boundedNames(2)

    expect(['a', 'b', 'c', 'a', 'b', 'd'].map((name) => bounded(name))).toEqual([
      'a',
      'b',
      'other',
      'a',
      'b',
      'other',
    ])
  })

  test('are not learned from what was not understood', () => {
    const bounded = boundedNames(1)

    expect(bounded('invented', false)).toBe('other')
    expect(bounded('real')).toBe('real')
    expect(bounded('real', false)).toBe('real')
  })

  test('make a bounded number of pairs, however many are tried', () => {
    const labelsOf = boundedLabels({ operationNames: 10, clientNames: 10, labelPairs: 12 })
    const pairs = new Set<string>()
    for (let index = 0; index < 1_000; index += 1) {
      const { operation, client } = labelsOf(`operation ${index % 31}`, `client ${index % 37}`)
      pairs.add(`${operation} of ${client}`)
    }

    expect(pairs.size).toBeLessThanOrEqual(13)
    expect(pairs).toContain('other of other')
    expect(labelsOf('operation 0', 'client 0')).toEqual({ operation: 'operation 0', client: 'client 0' })
  })
})
