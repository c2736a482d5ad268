import { describe, expect, test } from '@jest/globals'
import { composed } from './composed.ts'

describe('@provides', () => {
  const ask = composed({
    library: {
      sdl: `type Query { loans: [Loan] best: Book }
            type Loan { id: ID! book: Book @provides(fields: "title author { name }") }
            type Book @key(fields: "id") { id: ID! title: String @external author: Author @external }
            type Author @key(fields: "id") { id: ID! name: String @external }`,
      resolvers: {
        Query: {
          loans: () => [{ id: 'l', book: { id: '1', title: 'Ulysses', author: { id: 'j', name: 'Joyce' } } }],
          best: () => ({ id: '1' }),
        },
      },
    },
    books: {
      sdl: `type Book @key(fields: "id") { id: ID! title: String @shareable author: Author @shareable pages: Int }
            type Author @key(fields: "id") { id: ID! name: String @shareable born: Int }`,
      resolvers: {
        Book: {
          __resolveReference: ({ id }: { id: string }) => ({
            id,
            title: 'Ulysses',
            author: { id: 'j', name: 'Joyce', born: 1882 },
            pages: 730,
          }),
        },
        Author: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Joyce', born: 1882 }) },
      },
    },
  })

  test('on its path what is provided needs no other subgraph', async () => {
    const { data, calls } = await ask('{ loans { book { title author { name } } } }')

    expect(data).toEqual({ loans: [{ book: { title: 'Ulysses', author: { name: 'Joyce' } } }] })
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['library'])
  })

  test('elsewhere, and for what is not provided, the owner is asked', async () => {
    const { data } = await ask(
      '{ best { title author { name } } loans { book { title pages author { born } } } }',
    )

    expect(data).toEqual({
      best: { title: 'Ulysses', author: { name: 'Joyce' } },
      loans: [{ book: { title: 'Ulysses', pages: 730, author: { born: 1882 } } }],
    })
  })
})

describe('@override', () => {
  const old = {
    sdl: `type Query { user: User } type User @key(fields: "id") { id: ID! name: String mail: String }`,
    resolvers: {
      Query: { user: () => ({ id: '1', name: 'from old', mail: 'old mail' }) },
      User: { __resolveReference: () => ({ id: '1', name: 'from old', mail: 'old mail' }) },
    },
  }

  test('the field comes from its new home, the others from the old one', async () => {
    const ask = composed({
      old,
      next: {
        sdl: `type User @key(fields: "id") { id: ID! name: String @override(from: "old") }`,
        resolvers: { User: { name: () => 'from next' } },
      },
    })

    expect((await ask('{ user { name mail } }')).data).toEqual({
      user: { name: 'from next', mail: 'old mail' },
    })
  })

  test('from a subgraph that is not there any more changes nothing', async () => {
    const ask = composed({
      old,
      next: {
        sdl: `type User @key(fields: "id") { id: ID! age: Int @override(from: "gone") }`,
        resolvers: { User: { age: () => 7 } },
      },
    })

    expect((await ask('{ user { age name } }')).data).toEqual({ user: { age: 7, name: 'from old' } })
  })
})

describe('@shareable', () => {
  const weather = (degrees: number) => ({
    sdl: `type Query { now: Weather @shareable only${degrees}: Int }
          type Weather @shareable { degrees: Int wind: Wind }
          type Wind @shareable { speed: Float! gusts: [Float] }`,
    resolvers: {
      Query: {
        now: () => ({ degrees: 7, wind: { speed: 2, gusts: [1, null] } }),
        [`only${degrees}`]: () => degrees,
      },
    },
  })

  test('a value type may come from any of those who share it, once', async () => {
    const ask = composed({ one: weather(1), two: weather(2) })
    const { data, calls } = await ask('{ now { degrees wind { speed gusts } } }')

    expect(data).toEqual({ now: { degrees: 7, wind: { speed: 2, gusts: [1, null] } } })
    expect(calls).toHaveLength(1)
    expect((await ask('{ only1 now { degrees } only2 }')).data).toEqual({
      only1: 1,
      now: { degrees: 7 },
      only2: 2,
    })
  })

  test('a value type of which each knows a part is put together', async () => {
    const ask = composed({
      one: {
        sdl: 'type Query { place: Place @shareable } type Place { x: Int }',
        resolvers: { Query: { place: () => ({ x: 1 }) } },
      },
      two: {
        sdl: 'type Query { place: Place @shareable } type Place { y: Int }',
        resolvers: { Query: { place: () => ({ y: 2 }) } },
      },
    })

    expect((await ask('{ place { y x } }')).data).toEqual({ place: { y: 2, x: 1 } })
  })
})
