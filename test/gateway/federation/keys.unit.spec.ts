import { describe, expect, test } from '@jest/globals'
import { composed, sentTo } from './composed.ts'

describe('@key', () => {
  test('several keys: each subgraph is asked by the one that it knows', async () => {
    const ask = composed({
      catalog: {
        sdl: `type Query { book: Book }
              type Book @key(fields: "id") @key(fields: "isbn") { id: ID! isbn: String! title: String }`,
        resolvers: { Query: { book: () => ({ id: '1', isbn: 'i-1', title: 'Ulysses' }) } },
      },
      stock: {
        sdl: 'type Book @key(fields: "id") { id: ID! copies: Int }',
        resolvers: {
          Book: { __resolveReference: ({ id }: { id: string }) => ({ id, copies: Number(id) * 7 }) },
        },
      },
      reviews: {
        sdl: 'type Book @key(fields: "isbn") { isbn: String! stars: Int }',
        resolvers: {
          Book: { __resolveReference: ({ isbn }: { isbn: string }) => ({ isbn, stars: isbn.length }) },
        },
      },
    })
    const answer = await ask('{ book { title copies stars } }')

    expect(answer.data).toEqual({ book: { title: 'Ulysses', copies: 7, stars: 3 } })
    expect(sentTo(answer, 'stock')).toEqual([{ __typename: 'Book', id: '1' }])
    expect(sentTo(answer, 'reviews')).toEqual([{ __typename: 'Book', isbn: 'i-1' }])
  })

  test('one key leads to the next where nobody knows both ends', async () => {
    const ask = composed({
      first: {
        sdl: 'type Query { part: Part } type Part @key(fields: "a") { a: ID! }',
        resolvers: { Query: { part: () => ({ a: '1' }) } },
      },
      bridge: {
        sdl: 'type Part @key(fields: "a") @key(fields: "b") { a: ID! b: ID! }',
        resolvers: { Part: { __resolveReference: ({ a }: { a: string }) => ({ a, b: `b${a}` }) } },
      },
      last: {
        sdl: 'type Part @key(fields: "b") { b: ID! weight: Int }',
        resolvers: { Part: { weight: ({ b }: { b: string }) => (b === 'b1' ? 42 : -1) } },
      },
    })

    expect((await ask('{ part { weight } }')).data).toEqual({ part: { weight: 42 } })
  })

  test('nested and compound keys keep their shape', async () => {
    const ask = composed({
      orders: {
        sdl: `type Query { line: OrderLine }
              type OrderLine @key(fields: "no order { id shop { code } }") { no: Int! order: Order! }
              type Order @shareable { id: ID! shop: Shop! }
              type Shop @shareable { code: String! }`,
        resolvers: { Query: { line: () => ({ no: 2, order: { id: 'o', shop: { code: 's' } } }) } },
      },
      parcels: {
        sdl: `type OrderLine @key(fields: "no order { id shop { code } }") { no: Int! order: Order! parcel: String }
              type Order @shareable { id: ID! shop: Shop! }
              type Shop @shareable { code: String! }`,
        resolvers: {
          OrderLine: {
            parcel: ({ no, order }: { no: number; order: { id: string; shop: { code: string } } }) =>
              `${order.shop.code}/${order.id}/${no}`,
          },
        },
      },
    })

    expect((await ask('{ line { parcel } }')).data).toEqual({ line: { parcel: 's/o/2' } })
  })

  test('mashed-up keys: lists in a key, and an entity within the key of another', async () => {
    const ask = composed({
      plans: {
        sdl: `type Query { plans: [Plan] }
              type Plan @key(fields: "seats { row places }") @key(fields: "owner { id }") {
                seats: [Seat!]! owner: Person!
              }
              type Seat @shareable { row: String! places: [[Int!]!]! }
              type Person @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: {
            plans: () => [
              { seats: [{ row: 'A', places: [[1, 2], [4]] }], owner: { id: 'ann' } },
              { seats: [], owner: { id: 'bob' } },
            ],
          },
        },
      },
      prices: {
        sdl: `type Plan @key(fields: "seats { row places }") { seats: [Seat!]! price: Int }
              type Seat @shareable { row: String! places: [[Int!]!]! }`,
        resolvers: {
          Plan: {
            price: ({ seats }: { seats: { places: number[][] }[] }) =>
              seats.flatMap(({ places }) => places.flat()).reduce((sum, place) => sum + place, 0),
          },
        },
      },
      people: {
        sdl: `type Plan @key(fields: "owner { id }") { owner: Person! greeting: String }
              type Person @key(fields: "id") { id: ID! name: String }`,
        resolvers: {
          Plan: { greeting: ({ owner }: { owner: { id: string } }) => `Hello ${owner.id}` },
          Person: { name: ({ id }: { id: string }) => id.toUpperCase() },
        },
      },
    })

    expect((await ask('{ plans { price greeting owner { name } } }')).data).toEqual({
      plans: [
        { price: 7, greeting: 'Hello ann', owner: { name: 'ANN' } },
        { price: 0, greeting: 'Hello bob', owner: { name: 'BOB' } },
      ],
    })
  })

  test('a null in a key, and an entity that nobody knows, are null where they stand, the rest is there', async () => {
    const ask = composed({
      desk: {
        sdl: `type Query { tickets: [Ticket] }
              type Ticket @key(fields: "id") @key(fields: "code") { id: ID! code: String holder: Holder }
              type Holder @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: {
            tickets: () => [
              { id: '1', code: null, holder: { id: 'gone' } },
              { id: '2', code: 'c2', holder: null },
              null,
              { id: '3', code: 'c3', holder: { id: 'ann' } },
            ],
          },
        },
      },
      gate: {
        sdl: 'type Ticket @key(fields: "code") { code: String gate: Int }',
        resolvers: {
          Ticket: {
            __resolveReference: ({ code }: { code: string | null }) =>
              code === null ? null : { code, gate: Number(code.slice(1)) },
          },
        },
      },
      people: {
        sdl: 'type Holder @key(fields: "id") { id: ID! name: String! }',
        resolvers: {
          Holder: {
            __resolveReference: ({ id }: { id: string }) => (id === 'gone' ? null : { id, name: 'Ann' }),
          },
        },
      },
    })
    const { data, errors } = await ask('{ tickets { id gate holder { name } } }')

    expect(data).toEqual({
      tickets: [
        { id: '1', gate: null, holder: null },
        { id: '2', gate: 2, holder: null },
        null,
        { id: '3', gate: 3, holder: { name: 'Ann' } },
      ],
    })
    expect(errors.map(({ path }) => path)).toEqual(['tickets.0.holder.name'])
  })

  test('entities that refer to each other are followed as far as was asked, each asked for once', async () => {
    const ask = composed({
      people: {
        sdl: `type Query { person: Person }
              type Person @key(fields: "id") { id: ID! name: String friends: [Person!] pet: Pet }
              type Pet @key(fields: "id") { id: ID! }`,
        resolvers: {
          Query: { person: () => ({ id: 'a' }) },
          Person: {
            name: ({ id }: { id: string }) => id.toUpperCase(),
            friends: ({ id }: { id: string }) => [{ id: id === 'a' ? 'b' : 'a' }, { id: 'a' }],
            pet: ({ id }: { id: string }) => ({ id: `pet of ${id}` }),
          },
        },
      },
      pets: {
        sdl: `type Pet @key(fields: "id") { id: ID! owner: Person }
              type Person @key(fields: "id") { id: ID! }`,
        resolvers: { Pet: { owner: ({ id }: { id: string }) => ({ id: id.at(-1) }) } },
      },
    })
    const answer = await ask('{ person { friends { friends { name pet { owner { name } } } } } }')

    const a = { name: 'A', pet: { owner: { name: 'A' } } }
    const b = { name: 'B', pet: { owner: { name: 'B' } } }
    expect(answer.data).toEqual({ person: { friends: [{ friends: [a, a] }, { friends: [b, a] }] } })
    expect(sentTo(answer, 'pets')).toHaveLength(2)
    expect(sentTo(answer, 'people')).toHaveLength(2)
  })
})
