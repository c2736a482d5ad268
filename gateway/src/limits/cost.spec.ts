import { describe, expect, test } from '@jest/globals'
import { composeServices } from '@apollo/composition'
import { buildSchema, parse, validate, type GraphQLSchema } from 'graphql'
import { buildGraph } from '../graph.ts'
import { costEstimator } from './cost.ts'
import { limitsSettings } from './settings.ts'

const settings = limitsSettings.parse({ cost: 1_000_000 })

function priced(schema: GraphQLSchema) {
  const estimate = costEstimator(settings)

  return (source: string, variables: Record<string, unknown> = {}, operationName?: string) => {
    const document = parse(source)
    expect(validate(schema, document)).toEqual([])
    const { estimated, refusal } = estimate({ schema, document, operationName, variables })
    return refusal?.code ?? estimated
  }
}

describe('cost without annotations', () => {
  const cost = priced(
    buildSchema(`
      type Query { me: User users: [User!]! matrix: [[User]] page(first: Int = 20, last: Int, after: String): Users named: Named any: Any }
      type Mutation { rename(id: ID!): User }
      type Users { nodes: [User!]! edges: [Edge!]! total: Int }
      type Edge { cursor: String node: User }
      interface Named { name: String friends: [User] }
      type User implements Named { id: ID! name: String friends: [User] posts(first: Int): [Post] }
      type Group implements Named { name: String friends: [User] owner: User members: [User] }
      type Post { text: String author: User }
      union Any = User | Group | Post
    `),
  )

  test.each<[string, number]>([
    ['{ __typename }', 1],
    ['{ me { id name } }', 1],
    ['{ users { id } }', 10],
    ['{ users { friends { id } } }', 10 * (1 + 10)],
    ['{ matrix { id } }', 100],
    ['{ page(first: 5) { nodes { id } } }', 1 + 5],
    ['{ page { nodes { id } total } }', 1 + 20],
    ['{ page(last: 3) { edges { node { id } } } }', 1 + 3 * (1 + 1)],
    ['{ page(first: 3, last: 7) { nodes { id } } }', 1 + 7],
    ['{ me { posts(first: 2) { author { id } } } }', 1 + 2 * 2],
    ['mutation { rename(id: 1) { id friends { id } } }', 10 + 10],
    ['{ __schema { types { name fields { name } } } me { id } }', 1],
  ])('%s costs %d', (source, expected) => {
    expect(cost(source)).toBe(expected)
  })

  test('takes sizes from variables, their defaults and fragments', () => {
    const source = `
      query Q($first: Int = 4) { page(first: $first) { ...Nodes } }
      fragment Nodes on Users { nodes { id } }
    `
    expect(cost(source)).toBe(1 + 4)
    expect(cost(source, { first: 9 })).toBe(1 + 9)
  })

  test('counts once what two fragments ask alike', () => {
    const source = `
      { me { ...A ...B friends { name } } }
      fragment A on User { friends { id } }
      fragment B on User { friends { posts(first: 1) { text } } }
    `
    expect(cost(source)).toBe(1 + 10 * (1 + 1))
  })

  test('of what types have of their own the dearest counts', () => {
    expect(
      cost('{ any { ... on User { friends { id } } ... on Group { owner { id } } ... on Post { text } } }'),
    ).toBe(11)
    expect(cost('{ any { ... on User { friends { id } } ... on Named { friends { id } } } }')).toBe(21)
    expect(cost('{ named { friends { id } ... on Group { members { id } } } }')).toBe(1 + 10 + 10)
  })

  test('counts what is included', () => {
    const source = `
      query Q($some: Boolean!, $more: Boolean = true) {
        users @include(if: $some) { friends @skip(if: $more) { id } }
        me @skip(if: true) { id }
      }
    `
    expect(cost(source, { some: false })).toBe(1)
    expect(cost(source, { some: true })).toBe(10)
    expect(cost(source, { some: true, more: false })).toBe(110)
  })

  test('a field is there when one of its occurrences is', () => {
    const source =
      'query Q($a: Boolean!, $b: Boolean!) { me @include(if: $a) { id } me @include(if: $b) { friends { id } } }'

    expect(cost(source, { a: false, b: false })).toBe(1)
    expect(cost(source, { a: true, b: false })).toBe(1)
    expect(cost(source, { a: false, b: true })).toBe(11)
  })

  test('a page larger than a list may be is refused, wherever its size comes from', () => {
    expect(cost('{ page(first: 1001) { total } }')).toBe('LIST_TOO_LONG')
    expect(cost('query Q($n: Int) { page(last: $n) { total } }', { n: 2 ** 31 - 1 })).toBe('LIST_TOO_LONG')
    expect(cost('query Q($n: Int) { page(last: $n) { total } }', { n: 1e308 })).toBe('LIST_TOO_LONG')
  })

  test('nonsense in variables is nobody’s cost', () => {
    const source = 'query Q($n: Int) { page(first: $n) { nodes { id } } }'
    for (const n of [Number.NaN, 'many', {}, true]) expect(cost(source, { n })).toBe(11)
    expect(cost(source, { n: -5 })).toBe(1)
  })

  test('chooses the operation by its name', () => {
    const source = 'query A { me { id } } query B { users { id } }'
    expect([cost(source, {}, 'A'), cost(source, {}, 'B')]).toEqual([1, 10])
  })

  test('ends its work at what no limit on fields would let pass', () => {
    const levels = Array.from({ length: 40 }, (_, level) =>
      level === 39
        ? `fragment F39 on User { id }`
        : `fragment F${level} on User { a: friends { ...F${level + 1} } b: friends { ...F${level + 1} } }`,
    )
    expect(cost(`{ me { ...F0 } } ${levels.join(' ')}`)).toBe('COST_LIMIT_EXCEEDED')
  })
})

test('an operation above the limit is refused with its cost', () => {
  const schema = buildSchema('type Query { users: [User] } type User { friends: [User] id: ID }')
  const document = parse('{ users { friends { friends { id } } } }')
  const asked = { schema, document, operationName: undefined, variables: {} }

  expect(costEstimator(limitsSettings.parse({ cost: 1_110 }))(asked)).toEqual({ estimated: 1_110 })
  expect(costEstimator(limitsSettings.parse({ cost: 1_109 }))(asked)).toEqual({
    estimated: 1_110,
    refusal: {
      code: 'COST_LIMIT_EXCEEDED',
      message: 'The operation is estimated to cost 1110 points; one may cost 1109.',
    },
  })
})

describe.each([
  ['as they are', '["@key", "@cost", "@listSize"]', '@cost', '@listSize'],
  [
    'under other names',
    '["@key", {name: "@cost", as: "@price"}, {name: "@listSize", as: "@much"}]',
    '@price',
    '@much',
  ],
  ['not imported', '["@key"]', '@federation__cost', '@federation__listSize'],
])('@cost and @listSize of a supergraph, %s', (_, imports, cost, listSize) => {
  const { supergraphSdl, errors } = composeServices([
    {
      name: 'shop',
      url: 'http://shop',
      typeDefs: parse(`
        extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ${imports})
        type Query {
          thing(filter: Filter, level: Int ${cost}(weight: 2), at: Moment): Thing
          things(first: Int): [Thing] ${listSize}(assumedSize: 7, slicingArguments: ["first"], requireOneSlicingArgument: false)
          strict(first: Int, last: Int): [Thing] ${listSize}(slicingArguments: ["first", "last"])
          page(size: Int = 50): Page ${listSize}(slicingArguments: ["size"], sizedFields: ["items"], requireOneSlicingArgument: false)
          dear: String ${cost}(weight: 30)
          named: Named
        }
        type Mutation { cheap: Thing ${cost}(weight: 1) }
        interface Named { name: String parts: [Part] }
        type Thing implements Named ${cost}(weight: 3) { id: ID! name: String ${cost}(weight: 5) parts: [Part] ${listSize}(assumedSize: 2) colour: Colour }
        type Part { id: ID }
        type Page { items: [Part] others: [Part] }
        enum Colour ${cost}(weight: 4) { RED }
        scalar Moment ${cost}(weight: 6)
        input Filter { deep: Int ${cost}(weight: 4) and: [Filter!] }
      `),
    },
  ])
  if (!supergraphSdl) throw new Error(String(errors))
  const { full } = buildGraph(supergraphSdl)
  const costs = priced(full)

  test.each<[string, number | string]>([
    ['{ thing { id } }', 3],
    ['{ thing { name colour } }', 3 + 5 + 4],
    ['{ thing(level: 1, at: "now") { id } }', 3 + 2 + 6],
    ['{ thing(filter: {deep: 1, and: [{deep: 1}, {and: [{deep: 2}]}]}) { id } }', 3 + 3 * 4],
    ['{ things { id } }', 7 * 3],
    ['{ things(first: 2) { id } }', 2 * 3],
    ['{ things(first: 3) { parts { id } } }', 3 * (3 + 2)],
    ['{ strict { id } }', 'SLICING_ARGUMENT_REQUIRED'],
    ['{ strict(first: 1, last: 1) { id } }', 'SLICING_ARGUMENT_REQUIRED'],
    ['{ strict(last: 4) { id } }', 4 * 3],
    ['{ page(size: 6) { items { id } others { id } } }', 1 + 6 + 10],
    ['{ page { items { id } } }', 1 + 50],
    ['{ dear }', 30],
    ['{ named { name } }', 3 + 5],
    ['mutation { cheap { id } }', 1],
  ])('%s: %s', (source, expected) => {
    expect(costs(source)).toBe(expected)
  })
})
