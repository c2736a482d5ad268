import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { query, operationOf } from './fetch-scene.ts'
import { joinKey } from './join-key.ts'

// Few and tricky texts, so that equal ones are drawn often and separators come up.
const text = fc.constantFrom('', 'a', 'b', '\n', '"', '","', 'a\nb', '[]')
const asked = fc.record({
  tenant: text,
  sub: text,
  rights: text,
  forwarded: fc.dictionary(fc.constantFrom('x-a', 'x-b'), text),
  subgraph: text,
  document: text,
  operationName: fc.option(text, { nil: undefined }),
  variables: fc.dictionary(fc.constantFrom('v', 'w'), text),
})
type Asked = typeof asked extends fc.Arbitrary<infer Value> ? Value : never

const keyOf = ({ tenant, sub, rights, forwarded, ...request }: Asked): string =>
  joinKey({ ...query(), ...request }, operationOf({ tenant, sub, rights, forwarded }))

const ordered = (asked: Asked): string =>
  JSON.stringify(
    Object.entries(asked).map(([name, part]) => [name, name === 'forwarded' ? sorted(part) : part]),
  )

const sorted = (part: unknown): unknown =>
  Object.entries(Object(part)).toSorted(([a], [b]) => (a < b ? -1 : 1))

describe('the key by which calls are joined', () => {
  test('is equal for equal calls of equal callers, and for no others', () => {
    let equal = 0
    fc.assert(
      fc.property(
        asked,
        asked,
        fc.subarray([
          'tenant',
          'sub',
          'rights',
          'forwarded',
          'subgraph',
          'document',
          'operationName',
          'variables',
        ] as const),
        (one, other, differing) => {
          const changed = {
            ...one,
            ...Object.fromEntries(differing.slice(0, 1).map((name) => [name, other[name]])),
          }
          const same = ordered(one) === ordered(changed)
          if (same) equal += 1

          expect(keyOf(one) === keyOf(changed)).toBe(same)
        },
      ),
      { numRuns: 3_000 },
    )
    expect(equal).toBeGreaterThan(300)
  })

  test('leaves out which of several tokens it was, the correlation, the client and the deadline', () => {
    const one = operationOf({ token: 'first', correlationId: 'one', deadline: 10 })
    const other = operationOf({ token: 'second', correlationId: 'two', deadline: 20 })

    expect(joinKey(query({ a: 1 }), one)).toBe(joinKey(query({ a: 1 }), other))
  })
})
