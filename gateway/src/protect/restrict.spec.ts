import { describe, expect, test } from '@jest/globals'
import {
  buildSchema,
  OverlappingFieldsCanBeMergedRule,
  parse,
  print,
  specifiedRules,
  validate,
} from 'graphql'
import type { Forbidden } from './forbidden.ts'
import { restrict } from './restrict.ts'

const schema = buildSchema(`
  type Query {
    open: Int  secret: Int  must: Int!  computed(of: Int): Int
    one: Node  same: Node!  all: [Node]  each: [Node!]  any: Any  a: A  b: B!
  }
  type Mutation { set: Int  wipe: Int  make: Any  maybe: Node }
  type Subscription { ticks: Int  nodes: Node }
  interface Node { id: ID  name: String  part: Node }
  type A implements Node { id: ID!  name: String  part: A  own: Int }
  type B implements Node { id: ID  name: String!  part: B  own: Int }
  type C implements Node { id: ID  name: String  part: Node }
  union Any = A | B | C
`)

const forbidden = (...coordinates: string[]): Forbidden => ({
  coordinates: new Set(coordinates),
  types: new Set(coordinates.filter((coordinate) => !coordinate.includes('.'))),
  fingerprint: 'some',
})
/** A type with all that is on it. */
const withType = (name: 'A' | 'B' | 'C'): Forbidden =>
  forbidden(name, ...['id', 'name', 'part', 'own'].map((field) => `${name}.${field}`))

// Objects may have narrower types for a field than their interface; asked for one by one these would clash for a
// server, not for the planner, which gives them names of its own.
const rules = specifiedRules.filter((rule) => rule !== OverlappingFieldsCanBeMergedRule)

function ask(text: string, what: Forbidden, operationName?: string) {
  const document = parse(text)
  expect(validate(schema, document)).toEqual([])
  const restricted = restrict(document, operationName, schema, what)
  if (restricted.kind === 'refused')
    return { refused: `${restricted.coordinate} at ${restricted.path.join('.')}` }
  expect(validate(schema, restricted.document, rules)).toEqual([])

  return { text: flat(print(restricted.document)), hidden: [...restricted.hidden].sort() }
}
const flat = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

describe('a forbidden field', () => {
  test('is taken out, whatever the client calls it', () => {
    expect(ask('{ open mine: secret secret }', forbidden('Query.secret'))).toEqual({
      text: '{ open }',
      hidden: ['Query.secret'],
    })
  })

  test('leaves __typename where nothing else is left', () => {
    expect(ask('{ secret }', forbidden('Query.secret')).text).toBe('{ __typename }')
    expect(ask('{ a { own } open }', forbidden('A.own')).text).toBe('{ a { __typename } open }')
  })

  test('is found in fragments, and fragments that are empty then go', () => {
    const text = `query { open ... { secret } ...Secrets ...More }
      fragment Secrets on Query { secret ... on Query { secret } }  fragment More on Query { ...Secrets open }`
    expect(ask(text, forbidden('Query.secret')).text).toBe('{ open ...More } fragment More on Query { open }')
  })

  test('takes the variables along that it alone used', () => {
    const text = 'query Q($of: Int, $on: Int) { computed(of: $of) other: computed(of: $on) b { own } }'
    expect(ask(text, forbidden('B.own')).text).toContain('$of')
    expect(
      ask(
        text.replace('computed(of: $of)', 'a { id }').replace('$of: Int, ', ''),
        forbidden('Query.computed'),
      ).text,
    ).toBe('query Q { a { id } b { own } }')
  })

  test('leaves the document as it is where it is not asked for', () => {
    const document = parse('query One { open } query Two { secret }')
    const restricted = restrict(document, 'One', schema, forbidden('Query.secret'))
    expect(restricted).toEqual({ kind: 'allowed', document, hidden: new Set() })
    expect(restricted.kind === 'allowed' && restricted.document).toBe(document)
  })

  test('leaves only the operation that is carried out', () => {
    expect(ask('query One { secret open } query Two { open }', forbidden('Query.secret'), 'One').text).toBe(
      'query One { open }',
    )
  })

  test('leaves introspection as it is', () => {
    const text = '{ secret __schema { types { name } } __type(name: "A") { name } __typename }'
    expect(ask(text, forbidden('Query.secret')).text).toBe(flat(text.replace('secret ', '')))
  })
})

describe('an operation is refused', () => {
  test('for a field that cannot be null, at the place where it is asked for', () => {
    expect(ask('{ open it: must }', forbidden('Query.must'))).toEqual({ refused: 'Query.must at it' })
    expect(ask('{ b { ...F } } fragment F on B { part { part { n: name } } }', forbidden('B.name'))).toEqual({
      refused: 'B.name at b.part.part.n',
    })
  })

  test('for an object that may turn up where none may be null', () => {
    expect(ask('{ same { __typename } }', withType('C'))).toEqual({ refused: 'Query.same at same' })
    expect(ask('{ each { ... on A { own } } }', withType('C'))).toEqual({ refused: 'Query.each at each' })
  })

  test('for a root field of a mutation or a subscription, null or not', () => {
    expect(ask('mutation { set wipe }', forbidden('Mutation.wipe'))).toEqual({
      refused: 'Mutation.wipe at wipe',
    })
    expect(ask('mutation { ...F } fragment F on Mutation { w: wipe }', forbidden('Mutation.wipe'))).toEqual({
      refused: 'Mutation.wipe at w',
    })
    expect(ask('subscription { ticks }', forbidden('Subscription.ticks'))).toEqual({
      refused: 'Subscription.ticks at ticks',
    })
  })

  test('for a mutation whose answer may be forbidden; not for what is forbidden within it', () => {
    expect(ask('mutation { make { __typename } }', withType('C'))).toEqual({
      refused: 'Mutation.make at make',
    })
    expect(ask('mutation { make { ... on A { own id } } }', forbidden('A.own')).text).toBe(
      'mutation { make { ... on A { id } } }',
    )
  })

  test('but for no place where it cannot be', () => {
    expect(ask('{ a { ... on Node { name } } }', forbidden('B.name')).text).toBe(
      '{ a { ... on Node { name } } }',
    )
    expect(
      ask('{ a { ...N } one { id } } fragment N on Node { id name }', forbidden('B.name', 'C.id')).text,
    ).toBe(
      '{ a { ... on Node { ... on A { id } ... on B { id } ... on A { name } ... on C { name } } } one { ... on A { id } ... on B { id } } }',
    )
  })
})

describe('of an abstract type', () => {
  test('a field is asked of the objects that allow it, one by one', () => {
    expect(ask('{ one { id mine: name } }', forbidden('C.name'))).toEqual({
      text: '{ one { id ... on A { mine: name } ... on B { mine: name } } }',
      hidden: ['C.name'],
    })
  })

  test('what is below such a field fits each object that it is asked of', () => {
    const text =
      '{ one { part { id ... on A { own } ... on C { part { id } } ...F } } } fragment F on C { id }'
    expect(ask(text, forbidden('C.part')).text).toBe(
      '{ one { ... on A { part { id ... on A { own } } } ... on B { part { id } } } }',
    )
  })

  test('a field that no object allows is taken out', () => {
    expect(ask('{ one { id name } }', forbidden('A.name', 'C.name', 'B.name'))).toEqual({
      refused: 'B.name at one.name',
    })
    expect(ask('{ one { id part { id } } }', forbidden('A.part', 'B.part', 'C.part')).text).toBe(
      '{ one { id } }',
    )
  })

  test('a forbidden object is asked nothing but its type', () => {
    expect(
      ask('{ all { id } any { __typename ... on C { id } ... on Node { name } } }', withType('C')),
    ).toEqual({
      text: '{ all { ... on A { id } ... on B { id } } any { __typename ... on Node { ... on A { name } ... on B { name } } } }',
      hidden: ['C'],
    })
    expect(ask('{ any { ... on C { __typename } } }', withType('C')).text).toBe('{ any { __typename } }')
  })

  test('a subscription goes on and hides the objects that are forbidden', () => {
    expect(ask('subscription { nodes { id } }', withType('C')).text).toBe(
      'subscription { nodes { ... on A { id } ... on B { id } } }',
    )
  })
})

test('a fragment that is spread a thousand times on itself by others is walked once', () => {
  const fragments = Array.from(
    { length: 40 },
    (_, n) => `fragment F${n} on A { part { ...F${n + 1} } p: part { ...F${n + 1} } }`,
  )
  const text = `{ a { ...F0 } } ${fragments.join(' ')} fragment F40 on A { own id }`
  const restricted = restrict(parse(text), undefined, schema, forbidden('A.own'))
  expect(restricted.kind === 'allowed' && flat(print(restricted.document))).toContain(
    'fragment F40 on A { id }',
  )
})
