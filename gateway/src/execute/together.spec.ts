import { describe, expect, test } from '@jest/globals'
import { FetchFailed } from './subgraph-fetch.ts'
import { callsTogether } from './together.ts'
import type { Tree } from './tree.ts'

const wish = (...ids: string[]) => ({ representations: ids.map((id) => ({ id })), keys: ids })

/** Calls that answer each representation with an object of its own, and are written down. */
function subgraph() {
  const calls: string[][] = []
  const call = async (representations: readonly Tree[]) => {
    const ids = representations.map(({ id }) => String(id))
    calls.push(ids)
    const errors = ids.flatMap((id, index) =>
      id === 'bad' ? [{ message: 'bad', path: ['_entities', index, 'name'] }] : [],
    )

    return {
      data: { _entities: ids.map((id) => (id === 'bad' ? null : { name: id, more: {} })) },
      ...(errors.length > 0 && { errors }),
    }
  }

  return { calls, call }
}

describe('fetches that begin in the same turn', () => {
  test('and ask the same are one call; each gets its own part, in its order', async () => {
    const { calls, call } = subgraph()
    const ask = callsTogether()
    const [one, two] = await Promise.all([
      ask('s', wish('a', 'b'), call),
      ask('s', wish('c', 'b', 'a'), call),
    ])

    expect(calls).toEqual([['a', 'b', 'c']])
    expect(one).toMatchObject({ data: { _entities: [{ name: 'a' }, { name: 'b' }] } })
    expect(two).toMatchObject({ data: { _entities: [{ name: 'c' }, { name: 'b' }, { name: 'a' }] } })
  })

  test('share no object of the answer', async () => {
    const { call } = subgraph()
    const ask = callsTogether()
    const answers = await Promise.all([ask('s', wish('a'), call), ask('s', wish('a'), call)])
    const entities = answers.map((answer) => Reflect.get(Object(answer), 'data')['_entities'][0])

    entities[0].more.later = 1
    expect(entities[1]).toEqual({ name: 'a', more: {} })
  })

  test('are told the errors of their own entities, at their own places', async () => {
    const { call } = subgraph()
    const ask = callsTogether()
    const [one, two] = await Promise.all([ask('s', wish('a'), call), ask('s', wish('b', 'bad'), call)])

    expect(one).not.toHaveProperty('errors')
    expect(two).toHaveProperty('errors', [{ message: 'bad', path: ['_entities', 1, 'name'] }])
  })

  test('all fail when the call fails', async () => {
    const failed = new FetchFailed('SUBGRAPH_UNAVAILABLE', 'gone')
    const ask = callsTogether()
    const fail = () => Promise.resolve(failed)

    expect(await Promise.all([ask('s', wish('a'), fail), ask('s', wish('b'), fail)])).toEqual([
      failed,
      failed,
    ])
  })

  test('go alone where they ask for something else, or later', async () => {
    const { calls, call } = subgraph()
    const ask = callsTogether()
    await Promise.all([ask('s', wish('a'), call), ask('t', wish('b'), call)])
    await ask('s', wish('c'), call)

    expect(calls).toEqual([['a'], ['b'], ['c']])
  })
})
