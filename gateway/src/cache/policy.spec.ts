import { describe, expect, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { readHints } from './hints.ts'
import { policyOf } from './policy.ts'

const sdl = `
  directive @link(url: String, as: String, import: [link__Import]) repeatable on SCHEMA
  directive @cacheControl(maxAge: Int, scope: Scope, inheritMaxAge: Boolean) on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
  scalar link__Import
  enum Scope { PUBLIC PRIVATE }
  schema @link(url: "https://specs.example/cacheControl/v0.1", import: ["@cacheControl"]) { query: Query mutation: Mutation }
  type Query {
    book: Book @cacheControl(maxAge: 60)
    books: [Book!]!
    magazine: Magazine
    cart: Cart @cacheControl(maxAge: 60)
    count: Int
    counted: Int @cacheControl(maxAge: 5)
    heir: Int @cacheControl(inheritMaxAge: true)
    anything: Printed @cacheControl(maxAge: 60)
    found: Found @cacheControl(maxAge: 60)
  }
  type Mutation { buy: Book @cacheControl(maxAge: 60) }
  type Book implements Printed {
    id: ID @cacheControl(maxAge: 90)
    title: String @cacheControl(maxAge: 80)
    stock: Int @cacheControl(maxAge: 2)
    pages: Int
    author: Author
    editor: Author @cacheControl(inheritMaxAge: true)
    printer: Author @cacheControl(maxAge: 30)
    note: String @cacheControl(scope: PRIVATE)
    mine: String @cacheControl(maxAge: 40, scope: PRIVATE)
  }
  type Magazine implements Printed @cacheControl(maxAge: 120) {
    title: String @cacheControl(maxAge: 10)
    publisher: Publisher
    pages: Int
    author: Author
  }
  type Publisher @cacheControl(inheritMaxAge: true) { name: String }
  type Author { name: String }
  type Cart @cacheControl(maxAge: 20, scope: PRIVATE) { total: Int }
  interface Printed { title: String pages: Int author: Author }
  union Found = Book | Magazine
`
const schema = buildSchema(sdl)
const hints = readHints(sdl)
const policy = (document: string) => policyOf(document, schema, hints)
const entities = (selection: string) =>
  policy(
    `query($representations: [_Any!]!) { _entities(representations: $representations) { ${selection} } }`,
  )

describe('how long the answer of a fetch may be kept', () => {
  test('is what the root field says; scalars are as good as their parent', () => {
    expect(policy('{ book { pages } }')).toEqual({ maxAge: 60, scope: 'PUBLIC', types: ['Book'] })
  })

  test('is the shortest of all fields', () => {
    expect(policy('{ book { stock title } }')?.maxAge).toBe(2)
    expect(policy('{ book { title } counted }')?.maxAge).toBe(5)
    expect(policy('{ book { printer { name } } }')).toEqual({
      maxAge: 30,
      scope: 'PUBLIC',
      types: ['Author', 'Book'],
    })
  })

  test('is nothing where a root field or an object says nothing', () => {
    expect(policy('{ books { title } }')).toBeUndefined()
    expect(policy('{ count }')).toBeUndefined()
    expect(policy('{ book { author { name } } }')).toBeUndefined()
    expect(policy('{ book { title } count }')).toBeUndefined()
  })

  test('is the type’s where the field says nothing', () => {
    expect(policy('{ magazine { pages } }')).toEqual({ maxAge: 120, scope: 'PUBLIC', types: ['Magazine'] })
    expect(policy('{ magazine { title } }')?.maxAge).toBe(10)
  })

  test('is inherited where it says so, but a root field has nothing to inherit', () => {
    expect(policy('{ book { editor { name } } }')?.maxAge).toBe(60)
    expect(policy('{ magazine { publisher { name } } }')?.maxAge).toBe(120)
    expect(policy('{ heir }')).toBeUndefined()
  })

  test('is for one person when any field is PRIVATE, also by its type', () => {
    expect(policy('{ book { pages note } }')).toEqual({ maxAge: 60, scope: 'PRIVATE', types: ['Book'] })
    expect(policy('{ cart { total } }')?.scope).toBe('PRIVATE')
    expect(policy('{ book { mine } }')).toEqual({ maxAge: 40, scope: 'PRIVATE', types: ['Book'] })
  })

  test('looks through fragments and aliases, and at __typename not at all', () => {
    const document = '{ b: book { __typename ...F ... on Book { ...F } } } fragment F on Book { s: stock }'

    expect(policy(document)?.maxAge).toBe(2)
    expect(policy('{ book { __typename } }')?.maxAge).toBe(60)
    expect(policy('{ __typename }')).toBeUndefined()
  })

  test('is the strictest of all that may stand behind an interface or a union', () => {
    expect(policy('{ anything { title } }')?.maxAge).toBe(10)
    expect(policy('{ anything { author { name } } }')).toBeUndefined()
    expect(policy('{ found { ... on Book { stock } ... on Magazine { pages } } }')).toEqual({
      maxAge: 2,
      scope: 'PUBLIC',
      types: ['Book', 'Found', 'Magazine'],
    })
  })

  test('of an entity needs a hint on each of its fields: its type may speak for another subgraph', () => {
    expect(entities('... on Book { id title }')).toEqual({ maxAge: 80, scope: 'PUBLIC', types: ['Book'] })
    expect(entities('__typename ... on Book { printer { name } }')?.maxAge).toBe(30)
    expect(entities('... on Book { title pages }')).toBeUndefined()
    expect(entities('... on Magazine { pages }')).toBeUndefined()
    expect(entities('... on Book { editor { name } }')).toBeUndefined()
    expect(entities('... on Book { mine }')?.scope).toBe('PRIVATE')
  })

  test('is nothing for mutations, subscriptions, and what the graph does not know', () => {
    expect(policy('mutation { buy { title } }')).toBeUndefined()
    expect(policy('subscription { book { title } }')).toBeUndefined()
    expect(policy('{ book { unknown } }')).toBeUndefined()
    expect(policy('{ book { ... on Unknown { title } } }')).toBeUndefined()
  })
})

describe('hints', () => {
  test('are read under the name that the directive is imported by', () => {
    const renamed = sdl
      .replaceAll('@cacheControl(', '@kept(')
      .replace('["@cacheControl"]', '[{ name: "@cacheControl", as: "@kept" }]')

    expect(readHints(renamed).field('Book', 'stock')).toEqual({ maxAge: 2 })
    expect(readHints(renamed).type('Cart')).toEqual({ maxAge: 20, scope: 'PRIVATE' })
  })

  test('may be none; then nothing is kept', () => {
    const none = readHints('type Query { book: Int }')

    expect(none.any).toBe(false)
    expect(policyOf('{ book }', buildSchema('type Query { book: Int }'), none)).toBeUndefined()
  })

  test('of the settings go before those of the graph', () => {
    const given = readHints(sdl, { 'Query.book': { maxAge: 7 }, Author: { maxAge: 3 } })

    expect(policyOf('{ book { title } }', schema, given)?.maxAge).toBe(7)
    expect(policyOf('{ book { author { name } } }', schema, given)?.maxAge).toBe(3)
  })

  test('that cannot be understood forbid', () => {
    const odd = readHints('type Query { book: Int @cacheControl(maxAge: "long") }')

    expect(odd.field('Query', 'book')).toEqual({ maxAge: 0, scope: 'PRIVATE' })
  })
})
