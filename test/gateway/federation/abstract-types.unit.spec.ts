import { describe, expect, test } from '@jest/globals'
import { composed } from './composed.ts'

const media = {
  b1: { __typename: 'Book', id: 'b1', title: 'Ulysses', pages: 730 },
  f1: { __typename: 'Film', id: 'f1', title: 'Alien', minutes: 117 },
  f2: { __typename: 'Film', id: 'f2', title: null, minutes: null },
}
const mediumOf = ({ id }: { id: string }) => Object.values(media).find((medium) => medium.id === id) ?? null

describe('@interfaceObject and entity interfaces', () => {
  const ask = composed({
    media: {
      sdl: `type Query { media: [Medium] medium(id: ID!): Medium }
            interface Medium @key(fields: "id") { id: ID! title: String }
            type Book implements Medium @key(fields: "id") { id: ID! title: String pages: Int }
            type Film implements Medium @key(fields: "id") { id: ID! title: String minutes: Int }`,
      resolvers: {
        Query: {
          media: () => [media.b1, null, media.f1],
          medium: (_: unknown, given: { id: string }) => mediumOf(given),
        },
        Medium: { __resolveReference: mediumOf },
        Book: { __resolveReference: mediumOf },
        Film: { __resolveReference: mediumOf },
      },
    },
    ratings: {
      sdl: `type Query { best: Medium rated: [[Medium]] lost: Medium }
            type Medium @key(fields: "id") @interfaceObject {
              id: ID! stars(of: Int = 5): String reviews: [Review!]
            }
            type Review { text: String about: Medium }`,
      resolvers: {
        Query: {
          best: () => ({ id: 'f1' }),
          rated: () => [
            [{ id: 'f1' }, { id: 'b1' }],
            [null, { id: 'f2' }],
          ],
          lost: () => ({ id: 'nobody' }),
        },
        Medium: {
          stars: ({ id }: { id: string }, { of }: { of: number }) => `${id} ${of}`,
          reviews: ({ id }: { id: string }) => [{ text: `of ${id}`, about: { id: 'b1' } }],
        },
      },
    },
  })

  test('fields that a subgraph adds to an interface are there for each of its types', async () => {
    const { data } = await ask(
      '{ media { id stars ... on Film { ten: stars(of: 10) minutes } ... on Book { pages } } }',
    )

    expect(data).toEqual({
      media: [
        { id: 'b1', stars: 'b1 5', pages: 730 },
        null,
        { id: 'f1', stars: 'f1 5', ten: 'f1 10', minutes: 117 },
      ],
    })
  })

  test('an object that came as an interface gets its type and its fields from the one that knows it', async () => {
    const { data } = await ask(
      '{ best { __typename title ... on Film { minutes } ... on Book { pages } reviews { text about { __typename title } } } }',
    )

    expect(data).toEqual({
      best: {
        __typename: 'Film',
        title: 'Alien',
        minutes: 117,
        reviews: [{ text: 'of f1', about: { __typename: 'Book', title: 'Ulysses' } }],
      },
    })
  })

  test('its type is asked for only where something depends on it', async () => {
    const { data, calls } = await ask('{ best { id stars } rated { id stars } }')

    expect(data).toEqual({
      best: { id: 'f1', stars: 'f1 5' },
      rated: [
        [
          { id: 'f1', stars: 'f1 5' },
          { id: 'b1', stars: 'b1 5' },
        ],
        [null, { id: 'f2', stars: 'f2 5' }],
      ],
    })
    expect(calls.map(({ subgraph }) => subgraph)).toEqual(['ratings'])
  })

  test('in lists of lists each gets its own', async () => {
    const { data } = await ask('{ rated { ... on Film { title stars } ... on Book { __typename } } }')

    expect(data).toEqual({
      rated: [
        [{ title: 'Alien', stars: 'f1 5' }, { __typename: 'Book' }],
        [null, { title: null, stars: 'f2 5' }],
      ],
    })
  })

  test('one key of different arguments for different types is two things', async () => {
    const { data } = await ask(
      '{ rated { ... on Film { rank: stars(of: 1) } ... on Book { rank: stars(of: 2) } } }',
    )

    expect(data).toEqual({
      rated: [
        [{ rank: 'f1 1' }, { rank: 'b1 2' }],
        [null, { rank: 'f2 1' }],
      ],
    })
  })

  test('what nobody knows is null where its type is needed', async () => {
    expect((await ask('{ lost { __typename stars } }')).data).toEqual({ lost: null })
    expect((await ask('{ lost { stars } }')).data).toEqual({ lost: { stars: 'nobody 5' } })
  })
})

describe('unions and interfaces across subgraphs', () => {
  const ask = composed({
    one: {
      sdl: `type Query { found: [Result] }
            union Result = Person | Place
            interface Named { name: String }
            type Person implements Named @key(fields: "id") { id: ID! name: String }
            type Place @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: {
          found: () => [
            { __typename: 'Person', id: '1', name: 'Ann' },
            { __typename: 'Place', id: '1' },
            null,
          ],
        },
      },
    },
    two: {
      sdl: `type Query { seen: [Result] }
            union Result = Place | Event
            interface Named { name: String }
            type Place implements Named @key(fields: "id") { id: ID! name: String }
            type Event implements Named { name: String at: String! }`,
      resolvers: {
        Query: {
          seen: () => [
            { __typename: 'Event', name: 'Fair', at: 'noon' },
            { __typename: 'Place', id: '1', name: 'Square' },
          ],
        },
        Place: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Place ${id}` }) },
      },
    },
    three: {
      sdl: `type Person @key(fields: "id") { id: ID! age: Int }
            type Place @key(fields: "id") { id: ID! age: Int! }`,
      resolvers: {
        Person: { age: ({ id }: { id: string }) => Number(id) + 30 },
        Place: { age: ({ id }: { id: string }) => Number(id) + 900 },
      },
    },
  })

  test('members that one subgraph does not know are selected in vain there, those it knows are completed', async () => {
    const selected = `... on Person { id name age } ... on Place { id name old: age } ... on Event { name at }`

    expect((await ask(`{ found { ${selected} } seen { ${selected} } }`)).data).toEqual({
      found: [{ id: '1', name: 'Ann', age: 31 }, { id: '1', name: 'Place 1', old: 901 }, null],
      seen: [
        { name: 'Fair', at: 'noon' },
        { id: '1', name: 'Square', old: 901 },
      ],
    })
  })

  test('entities of different types with the same key are never mixed up', async () => {
    expect((await ask('{ found { ... on Person { age } ... on Place { old: age } } }')).data).toEqual({
      found: [{ age: 31 }, { old: 901 }, null],
    })
  })

  test('an interface as a condition covers those that implement it anywhere', async () => {
    expect((await ask('{ found { __typename ... on Named { name } } }')).data).toEqual({
      found: [{ __typename: 'Person', name: 'Ann' }, { __typename: 'Place', name: 'Place 1' }, null],
    })
  })
})

describe('type conditions that narrow and widen', () => {
  const ask = composed({
    users: {
      sdl: `type Query { me: User nobody: Named }
            interface Named { name: String }
            type User implements Named @key(fields: "id") { id: ID! name: String username: String }
            type Bot implements Named { name: String model: String }`,
      resolvers: {
        Query: {
          me: () => ({ id: '1', name: 'Ann', username: '@ann' }),
          nobody: () => ({ __typename: 'Bot', name: 'R2', model: 'D2' }),
        },
        User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'Ann', username: '@ann' }) },
      },
    },
    reviews: {
      sdl: 'type User @key(fields: "id") { id: ID! reviews: [String] }',
      resolvers: { User: { reviews: ({ id }: { id: string }) => [`by ${id}`] } },
    },
  })

  test('a type within its own interface keeps its fields', async () => {
    expect((await ask('{ me { ... on Named { name ... on User { username reviews } } } }')).data).toEqual({
      me: { name: 'Ann', username: '@ann', reviews: ['by 1'] },
    })
  })

  test('conditions that do not hold select nothing', async () => {
    expect(
      (await ask('{ nobody { ... on User { username reviews } ... on Named { ... on Bot { model } } } }'))
        .data,
    ).toEqual({ nobody: { model: 'D2' } })
  })
})
