import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { subscriber } from './subscriber.ts'
import { newTenant } from '../support/tenant.ts'
import { tokenOf } from './tokens.ts'
import { twoSubgraphs, type TwoSubgraphs } from './two-subgraphs.ts'

let graph: TwoSubgraphs
let token: string

beforeAll(async () => {
  graph = await twoSubgraphs()
  token = await tokenOf(await newTenant('gateway'), 'sales')
})
afterAll(() => graph.close())

const followed = (count: number) =>
  until(`${count} followers at the owner`, async () => graph.sightings.followers() === count)
const seen = (position: number, id: string) => ({ __typename: 'Seen' as const, position, thing: { id } })

describe('a subscription through the gateway', () => {
  test('completes each event with what another subgraph knows, in order', async () => {
    const client = subscriber(graph.url, token)
    const { results, stop } = client.follow(
      'subscription { sightings { __typename ... on Seen { position thing { id name } } ... on Lost { count } } }',
    )
    await followed(1)
    for (let position = 1; position <= 20; position += 1) graph.sightings.emit(seen(position, `t${position}`))
    graph.sightings.emit({ __typename: 'Lost', count: 3 })
    await until('21 events', async () => results.length === 21)

    expect(results[0]).toEqual({
      data: { sightings: { __typename: 'Seen', position: 1, thing: { id: 't1', name: 'thing t1' } } },
    })
    expect(results.map((result) => result.data?.['sightings'])).toMatchObject([
      ...Array.from({ length: 20 }, (_, index) => ({ position: index + 1 })),
      { count: 3 },
    ])
    expect(results[20]).toEqual({ data: { sightings: { __typename: 'Lost', count: 3 } } })
    stop()
    await followed(0)
    await client.close()
  })

  test('respects variables, @include and aliases in what it completes', async () => {
    const client = subscriber(graph.url, token)
    const { results } = client.follow(
      `subscription Named($with: Boolean!) {
         event: sightings { ... on Seen { what: thing { id label: name @include(if: $with) } } } }`,
      { with: false },
    )
    await followed(1)
    graph.sightings.emit(seen(1, 'a'))
    await until('an event', async () => results.length === 1)

    expect(results[0]).toEqual({ data: { event: { what: { id: 'a' } } } })
    await client.close()
    await followed(0)
  })

  test('M29 a thing that cannot be completed is null, the rest of the event stands', async () => {
    const client = subscriber(graph.url, token)
    const { results } = client.follow(
      'subscription { sightings { ... on Seen { position thing { id name } } } }',
    )
    await followed(1)
    graph.sightings.emit(seen(7, 'gone'))
    await until('an event', async () => results.length === 1)

    expect(results[0]?.data).toEqual({ sightings: { position: 7, thing: null } })
    await client.close()
    await followed(0)
  })

  test('errors of the owner come with the event, masked and with their path', async () => {
    const client = subscriber(graph.url, token, { 'x-correlation-id': 'follow-me' })
    const { results } = client.follow('subscription { sightings { ... on Seen { position place } } }')
    await followed(1)
    graph.sightings.emit(seen(1, 'a'))
    await until('an event', async () => results.length === 1)

    expect(results[0]).toEqual({
      data: { sightings: { position: 1, place: null } },
      errors: [
        {
          message: 'not for you',
          path: ['sightings', 'place'],
          extensions: { code: 'DENIED', correlationId: 'follow-me' },
        },
      ],
    })
    await client.close()
    await followed(0)
  })

  test('SEC-13 calls are signed as the gateway and carry the correlation', async () => {
    // A token of its own: others' connections to the owner are not used for it.
    const own = await tokenOf(await newTenant('signed'), 'sales')
    const client = subscriber(graph.url, own, { 'x-correlation-id': 'signed-calls' })
    const { results } = client.follow('subscription { sightings { ... on Seen { thing { name } } } }')
    await followed(1)
    graph.sightings.emit(seen(1, 'a'))
    await until('an event', async () => results.length === 1)

    const mine = graph.asked.filter((call) => call.correlationId === 'signed-calls')
    expect(mine.map(({ subgraph, role }) => [subgraph, role])).toEqual([
      ['tracker', 'gateway'],
      ['things', 'gateway'],
    ])
    await client.close()
    await followed(0)
  })
})

describe('a client that leaves', () => {
  test('frees the source at once, also on a quiet stream', async () => {
    const client = subscriber(graph.url, token)
    const { stop, ended } = client.follow('subscription { sightings { __typename } }')
    await followed(1)
    stop()

    await ended
    await followed(0)
    await client.close()
  })

  test('without a word frees the source by itself, or by the heartbeat', async () => {
    const client = subscriber(graph.url, token)
    client.follow('subscription { sightings { __typename } }')
    client.follow('subscription { sightings { ... on Lost { count } } }')
    await followed(2)
    client.vanish()

    await followed(0)
  })

  test('while the subscription is being opened leaves nothing behind', async () => {
    const gate = Promise.withResolvers<void>()
    const before = graph.asked.length
    graph.holdOpening(gate.promise)
    const client = subscriber(graph.url, token)
    client.follow('subscription { sightings { __typename } }')
    await until('the owner is asked', async () => graph.asked.length > before)
    client.vanish()
    gate.resolve()
    graph.holdOpening(Promise.resolve())

    const other = subscriber(graph.url, token)
    other.follow('subscription { sightings { __typename } }')
    await followed(1)
    await other.close()
    await followed(0)
  })
})

describe('a connection', () => {
  test.each([
    ['no token', undefined],
    ['a forged token', 'a.b.c'],
  ])('SEC-07 with %s is closed as unauthorized', async (_, wrong) => {
    const client = subscriber(graph.url, wrong)
    await client.follow('subscription { sightings { __typename } }').ended
    await until('the close', async () => client.closes.length > 0)

    expect(client.closes).toEqual([4401])
  })

  test('is for subscriptions only', async () => {
    const client = subscriber(graph.url, token)
    const { ended } = client.follow('{ running }')

    expect(await ended).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'SUBSCRIPTION_ONLY' }) }),
    ])
    await client.close()
  })

  test('carries a hundred subscriptions, however fast they are asked for', async () => {
    const client = subscriber(graph.url, token)
    const ends = Array.from(
      { length: 101 },
      () => client.follow('subscription { sightings { __typename } }').ended,
    )

    expect(await Promise.race(ends)).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'TOO_MANY_SUBSCRIPTIONS' }) }),
    ])
    await client.close()
  })

  test('answers an operation that is not of the graph with its errors', async () => {
    const client = subscriber(graph.url, token)
    const { ended } = client.follow('subscription { nothing }')

    expect(await ended).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'GRAPHQL_VALIDATION_FAILED' }) }),
    ])
    await client.close()
  })
})

test('a connection stays open on a quiet stream: heartbeats are answered', async () => {
  const own = await twoSubgraphs({ heartbeat: 1_000 })
  const client = subscriber(own.url, token)
  const { results } = client.follow('subscription { sightings { ... on Lost { count } } }')
  await until('a follower', async () => own.sightings.followers() === 1)
  await until('three heartbeats', async () => client.heartbeats() >= 3)
  own.sightings.emit({ __typename: 'Lost', count: 1 })
  await until('an event', async () => results.length === 1)

  expect(client.closes).toEqual([])
  await client.close()
  await own.close()
})

test('an owner that goes away ends the subscription with a stable code', async () => {
  const own = await twoSubgraphs()
  const client = subscriber(own.url, token)
  const { ended } = client.follow('subscription { sightings { __typename } }')
  await until('a follower', async () => own.sightings.followers() === 1)
  own.cutOwner()

  expect(await ended).toEqual([
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'SUBGRAPH_UNAVAILABLE' }) }),
  ])
  await client.close()
  await own.close()
})
