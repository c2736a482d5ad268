import { describe, expect, test } from '@jest/globals'
import { Kind, parse, print } from 'graphql'
import { conditionVariables, outcomeOf, resolveConditions } from './conditions.ts'
import { operationOf } from './prepare.ts'

const resolved = (text: string, variables: Record<string, unknown> = {}): string => {
  const document = parse(text)
  const { operation, fragments } = resolveConditions(document, operationOf({ document }), variables)

  return print({ kind: Kind.DOCUMENT, definitions: [operation, ...fragments] }).replace(/\s+/g, ' ')
}

describe('resolving conditions', () => {
  test('leaves out what is skipped or not included, and takes the directives off the rest', () => {
    expect(
      resolved('{ a @skip(if: true) b @include(if: false) c @skip(if: false) d @include(if: true) }'),
    ).toBe('{ c d }')
  })

  test('takes the values of variables', () => {
    const text = 'query ($x: Boolean!) { a @skip(if: $x) b @include(if: $x) }'
    expect(resolved(text, { x: true })).toBe('query ($x: Boolean!) { b }')
    expect(resolved(text, { x: false })).toBe('query ($x: Boolean!) { a }')
  })

  test('wants both directives to agree', () => {
    expect(resolved('{ a b @include(if: true) @skip(if: true) }')).toBe('{ a }')
  })

  test('drops fragments of which nothing is left, and those that nothing uses any more', () => {
    const text = `{ a ...F ...G @skip(if: true) ... on T { x @skip(if: true) } }
      fragment F on T { y @include(if: false) } fragment G on T { z }`
    expect(resolved(text)).toBe('{ a }')
  })

  test('keeps an object of which everything is left out', () => {
    expect(resolved('{ a { b @skip(if: true) } }')).toBe('{ a }')
  })

  test('keeps other directives', () => {
    expect(resolved('{ a @other @include(if: true) }')).toBe('{ a @other }')
  })
})

test('the outcome names the variables that decide, in the order of their first use', () => {
  const names = conditionVariables(
    parse(
      'query ($b: Boolean!, $a: Boolean!, $n: Int) { x(n: $n) @skip(if: $a) y @include(if: $b) z @skip(if: $a) }',
    ),
  )
  expect(names).toEqual(['a', 'b'])
  expect(outcomeOf(names, { a: true, b: false })).toBe('10')
})
