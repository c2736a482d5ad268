import { expect, test } from '@jest/globals'
import { parse, print } from 'graphql'
import { inMutationOrder } from './mutation-order.ts'

const ordered = (text: string): string => print(inMutationOrder(parse(text)))

test('fields of a mutation stand in the order in which they are met, through fragments', () => {
  const part = 'fragment Part on Mutation { b: pay { id } ... { c: ship { id } } }'
  expect(ordered(`mutation { a: buy { id } ...Part d: buy { id } ...Part } ${part}`)).toBe(
    print(parse('mutation { a: buy { id } b: pay { id } c: ship { id } d: buy { id } }')),
  )
})

test('fields of one key stand where the first of them does', () => {
  expect(ordered('mutation { a: buy { id } b: pay { id } ... { a: buy { sum } } }')).toBe(
    print(parse('mutation { a: buy { id } a: buy { sum } b: pay { id } }')),
  )
})

test('fragments further below stay', () => {
  const text =
    'mutation { a: buy { ...Bought } } fragment Bought on Order { ...Id } fragment Id on Order { id }'
  expect(ordered(text)).toBe(print(parse(text)))
})

test('queries stay as they are', () => {
  const query = 'query { ...Part b } fragment Part on Query { a }'
  expect(ordered(query)).toBe(print(parse(query)))
})
