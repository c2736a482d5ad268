import { describe, expect, test } from '@jest/globals'
import { composed } from './composed.ts'

const fails = (what: string) => () => {
  throw new Error(what)
}

describe('errors and nulls', () => {
  const ask = composed({
    lists: {
      sdl: `type Query { mixed: [Item] strict: [[Item!]!] one: Item }
            union Item = Book | Film
            type Book @key(fields: "id") { id: ID! }
            type Film @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          mixed: () => ['Book:1', 'Film:1', null, 'Book:2', 'Film:2', 'Book:1'].map(item),
          strict: () => [['Book:1'], ['Film:2', 'Book:2']].map((items) => items.map(item)),
          one: () => item('Book:gone'),
        },
      },
    },
    facts: {
      sdl: `type Book @key(fields: "id") { id: ID! title: String pages: Int! chapters: [Chapter] }
            type Film @key(fields: "id") { id: ID! title: String minutes: Int! }
            type Chapter { name: String! }`,
      resolvers: {
        Book: {
          async __resolveReference({ id }: { id: string }) {
            if (id === 'gone') throw new Error('lost')
            return { id }
          },
          title: ({ id }: { id: string }) => `book ${id}`,
          pages: ({ id }: { id: string }) => (id === '2' ? fails('no pages')() : 100),
          chapters: () => [{ name: 'one' }, { name: fails('no name') }],
        },
        Film: { title: fails('no title'), minutes: ({ id }: { id: string }) => Number(id) },
      },
    },
  })
  function item(key: string | null) {
    const [type, id] = key?.split(':') ?? []
    return type === undefined ? null : { __typename: type, id }
  }
  const paths = (errors: readonly { path: string }[]): string[] => errors.map(({ path }) => path).toSorted()

  test('in a list of mixed entities each error has the place of its own entity, wherever that stands', async () => {
    const { data, errors } = await ask(
      '{ mixed { ... on Book { title pages } ... on Film { called: title } } }',
    )

    expect(data).toEqual({
      mixed: [
        { title: 'book 1', pages: 100 },
        { called: null },
        null,
        null,
        { called: null },
        { title: 'book 1', pages: 100 },
      ],
    })
    expect(paths(errors)).toEqual(['mixed.1.called', 'mixed.3.pages', 'mixed.4.called'])
  })

  test('a null that may not be one goes up to the next that may, through lists of lists', async () => {
    const { data, errors } = await ask('{ strict { ... on Film { minutes } ... on Book { pages } } }')

    expect(data).toEqual({ strict: null })
    expect(paths(errors)).toEqual(['strict.1.1.pages'])
  })

  test('an error below a list of an entity has its index', async () => {
    const { data, errors } = await ask('{ mixed { ... on Book { id parts: chapters { label: name } } } }')

    const book = (id: string) => ({ id, parts: [{ label: 'one' }, null] })
    expect(data).toEqual({ mixed: [book('1'), {}, null, book('2'), {}, book('1')] })
    expect(paths(errors)).toEqual([0, 3, 5].map((index) => `mixed.${index}.parts.1.label`))
  })

  test('an entity that cannot be had is told at each field that is missing for it', async () => {
    const nullable = await ask('{ one { ... on Book { id title chapters { name } } } }')
    expect(nullable.data).toEqual({ one: { id: 'gone', title: null, chapters: null } })
    expect(nullable.errors).toEqual([
      { path: 'one.title', message: 'lost' },
      { path: 'one.chapters', message: 'lost' },
    ])

    const required = await ask('{ one { ... on Book { id pages } } }')
    expect(required.data).toEqual({ one: null })
    expect(required.errors).toEqual([{ path: 'one.pages', message: 'lost' }])
  })
})

describe('an object whose type does not come', () => {
  const ask = composed({
    media: {
      sdl: `type Query { medium: Medium }
            interface Medium @key(fields: "id") { id: ID! }
            type Book implements Medium @key(fields: "id") { id: ID! pages: Int }
            type Film implements Medium @key(fields: "id") { id: ID! minutes: Int }`,
      resolvers: { Medium: { __resolveReference: () => null } },
    },
    lists: {
      sdl: `type Query { best: Medium must: Medium! }
            type Medium @key(fields: "id") @interfaceObject { id: ID! }`,
      resolvers: { Query: { best: () => ({ id: '1' }), must: () => ({ id: '1' }) } },
    },
    ratings: {
      sdl: `type Medium @key(fields: "id") @interfaceObject { id: ID! stars: Int }`,
      resolvers: {
        Medium: { __resolveReference: ({ id }: { id: string }) => ({ id }), stars: fails('no stars') },
      },
    },
  })

  test('is not there, and tells nothing of what was asked of one type only', async () => {
    expect(await ask('{ best { ... on Book { stars } } }')).toMatchObject({
      data: { best: null },
      errors: [],
    })
    expect(await ask('{ best { __typename stars } }')).toMatchObject({
      data: { best: null },
      errors: [{ path: 'best.stars', message: 'no stars' }],
    })
  })

  test('is told where it must be there', async () => {
    const { data, errors } = await ask('{ must { ... on Book { stars } } }')

    expect(data).toBeNull()
    expect(errors).toEqual([{ path: 'must', message: 'Cannot return null for a non-nullable field.' }])
  })
})

describe('a field that is asked of all types, as its subgraph knows none of them', () => {
  const ask = composed({
    media: {
      sdl: `type Query { medium: Medium }
            interface Medium @key(fields: "id") { id: ID! }
            type Book implements Medium @key(fields: "id") { id: ID! }
            type Film implements Medium @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { medium: () => ({ __typename: 'Book', id: '1' }) },
        Medium: { __resolveType: () => 'Book' },
      },
    },
    shops: {
      sdl: `type Medium @key(fields: "id") @interfaceObject { id: ID! offer: Offer }
            type Offer { shop: String price: Int! }`,
      resolvers: {
        Medium: {
          __resolveReference: ({ id }: { id: string }) => ({ id }),
          offer: () => ({ shop: 'Corner', price: fails('no price') }),
        },
      },
    },
  })

  test('and makes something null that is selected of the one that is there, says so', async () => {
    expect(await ask('{ medium { offer { shop } ... on Film { offer { price } } } }')).toMatchObject({
      data: { medium: { offer: null } },
      errors: [{ path: 'medium.offer', message: 'no price' }],
    })
  })
})

describe('conditions', () => {
  const ask = composed({
    books: {
      sdl: `type Query { book: Book } type Book @key(fields: "id") { id: ID! title: String }`,
      resolvers: { Query: { book: () => ({ id: '1', title: 'Ulysses' }) } },
    },
    stock: {
      sdl: `type Book @key(fields: "id") { id: ID! copies(in: String): String shelf: Shelf }
            type Shelf { row: Int place: Int }`,
      resolvers: {
        Book: {
          copies: (_: unknown, given: { in?: string }) => `in ${given.in}`,
          shelf: () => ({ row: 1, place: 2 }),
        },
      },
    },
  })

  test('literal and variable conditions below an entity hold together', async () => {
    const text = `query ($yes: Boolean!, $where: String) {
      book { shelf @include(if: $yes) { row @skip(if: true) place } copies(in: $where) title @include(if: false) }
    }`

    expect((await ask(text, { yes: true, where: 'x' })).data).toEqual({
      book: { shelf: { place: 2 }, copies: 'in x' },
    })
    expect((await ask(text, { yes: false })).data).toEqual({ book: { copies: 'in undefined' } })
  })

  test('an object of which everything is left out is still there', async () => {
    expect((await ask('{ book { shelf { row @skip(if: true) } } }')).data).toEqual({ book: { shelf: {} } })
    expect((await ask('{ book { shelf { ... @include(if: false) { row } } title } }')).data).toEqual({
      book: { shelf: {}, title: 'Ulysses' },
    })
    expect((await ask('{ book @skip(if: true) { title } }')).data).toEqual({})
  })
})
