import { describe, expect, test } from '@jest/globals'
import { composeGraph } from '@pactwork/gateway/compose/compose-graph'
import { subgraphDocument } from '@pactwork/gateway/compose/read-subgraphs'
import { composed } from './composed.ts'

describe('@inaccessible', () => {
  const ask = composed({
    accounts: {
      sdl: `type Query { account: Account accounts: [Owner] }
            interface Owner { id: ID! }
            type Account implements Owner @key(fields: "id") { id: ID! rank: Int @inaccessible level: Level }
            type Robot implements Owner @inaccessible { id: ID! }
            enum Level { LOW HIGH HIDDEN @inaccessible }`,
      resolvers: {
        Query: {
          account: () => ({ id: '1', rank: 4, level: 'HIGH' }),
          accounts: () => [
            { __typename: 'Account', id: '1', rank: 1, level: 'HIDDEN' },
            { __typename: 'Robot', id: '2' },
          ],
        },
      },
    },
    offers: {
      sdl: `type Account @key(fields: "id") {
              id: ID! rank: Int @external discount: Int @requires(fields: "rank")
            }`,
      resolvers: { Account: { discount: ({ rank }: { rank: number }) => rank * 10 } },
    },
  })

  test('a hidden field serves those who require it, and nobody can ask for it', async () => {
    expect((await ask('{ account { discount } }')).data).toEqual({ account: { discount: 40 } })
    await expect(ask('{ account { rank } }')).rejects.toThrow('Cannot query field "rank"')
  })

  test('an object of a hidden type is as if there were none, a hidden value is an error', async () => {
    const { data, errors } = await ask('{ accounts { id __typename ... on Account { level } } }')

    expect(data).toEqual({ accounts: [{ id: '1', __typename: 'Account', level: null }, null] })
    expect(errors.map(({ path }) => path)).toEqual(['accounts.0.level'])
  })
})

describe('what subgraphs describe differently', () => {
  const ask = composed({
    one: {
      sdl: `type Query { state: State search(with: Filter, in: Where): String }
            enum State { OPEN CLOSED }
            enum Where { HERE THERE }
            input Filter { text: String limit: Int = 3 only: String }
            scalar Anything`,
      resolvers: {
        Query: {
          state: () => 'OPEN',
          search: (_: unknown, given: unknown) => JSON.stringify(given),
        },
      },
    },
    two: {
      sdl: `type Query { other: State find(with: Filter, in: Where): String }
            enum State { OPEN DONE }
            enum Where { HERE EVERYWHERE }
            input Filter { text: String limit: Int = 3 }`,
      resolvers: {
        Query: { other: () => 'DONE', find: (_: unknown, given: unknown) => JSON.stringify(given) },
      },
    },
  })

  test('an enum of answers has the values of all', async () => {
    expect((await ask('{ state other }')).data).toEqual({ state: 'OPEN', other: 'DONE' })
  })

  test('an enum and an input that are sent have what all of them know', async () => {
    expect((await ask('{ search(with: { text: "x" }, in: HERE) find(in: HERE) }')).data).toEqual({
      search: '{"with":{"text":"x","limit":3},"in":"HERE"}',
      find: '{"in":"HERE"}',
    })
    await expect(ask('{ find(in: EVERYWHERE) }')).rejects.toThrow('EVERYWHERE')
    await expect(ask('{ search(with: { only: "x" }) }')).rejects.toThrow('only')
  })

  test('variables, defaults and nulls reach the subgraph as the client meant them', async () => {
    const text = 'query ($a: Filter = { text: "d" }, $b: Where) { search(with: $a, in: $b) }'

    expect((await ask(text)).data).toEqual({ search: '{"with":{"text":"d","limit":3}}' })
    expect((await ask(text, { a: { limit: null }, b: null })).data).toEqual({
      search: '{"with":{"limit":null},"in":null}',
    })
    await expect(ask(text, { a: { limit: 'x' } })).rejects.toThrow('limit')
  })
})

describe('root types', () => {
  const log: string[] = []
  const did = (what: string) => () => {
    log.push(what)
    return { done: log.length }
  }
  const ask = composed({
    cart: {
      sdl: `schema { query: Reading mutation: Writing }
            type Reading { cart: String }
            type Writing { add: Cart addMore: Cart }
            type Cart { done: Int query: Reading }`,
      resolvers: {
        Reading: { cart: () => 'full' },
        Writing: { add: did('add'), addMore: did('addMore') },
        Cart: { query: () => ({}) },
      },
    },
    bank: {
      sdl: `type Query { balance: Int } type Mutation { pay: Payment refuse: Payment! } type Payment { done: Int }`,
      resolvers: {
        Query: { balance: () => 7 },
        Mutation: {
          pay: did('pay'),
          refuse: () => {
            throw new Error('No money.')
          },
        },
      },
    },
  })

  test('renamed ones are one with the others', async () => {
    expect((await ask('{ __typename cart balance }')).data).toEqual({
      __typename: 'Query',
      cart: 'full',
      balance: 7,
    })
  })

  test('mutations of several subgraphs take effect in the order of the operation, through fragments too', async () => {
    log.length = 0
    const { data } = await ask(
      'mutation { pay { done } ...More last: pay { done } } fragment More on Mutation { add { done } again: pay { done } addMore { done } }',
    )

    expect(log).toEqual(['pay', 'add', 'pay', 'addMore', 'pay'])
    expect(data).toEqual({
      pay: { done: 1 },
      add: { done: 2 },
      again: { done: 3 },
      addMore: { done: 4 },
      last: { done: 5 },
    })
  })

  test('the root that a payload leads to is the whole graph’s', async () => {
    expect((await ask('mutation { add { query { cart balance } } }')).data).toEqual({
      add: { query: { cart: 'full', balance: 7 } },
    })
  })

  test('an error in one mutation leaves what the others did, unless it may not be null', async () => {
    const { data, errors } = await ask('mutation { add { done } refuse { done } }')

    expect(data).toBeNull()
    expect(errors).toEqual([{ path: 'refuse', message: 'No money.' }])
  })
})

test('progressive @override is a problem of the graph: nothing here decides its label', () => {
  const subgraph = (name: string, sdl: string) => ({ name, typeDefs: subgraphDocument([sdl], ''), url: '' })
  const { problems } = composeGraph([
    subgraph('old', 'type Query { user: User } type User @key(fields: "id") { id: ID! name: String }'),
    subgraph(
      'next',
      'type User @key(fields: "id") { id: ID! name: String @override(from: "old", label: "percent(5)") }',
    ),
  ])

  expect(problems).toContainEqual(expect.stringContaining('next: @override(label: "percent(5)") on name'))
})
