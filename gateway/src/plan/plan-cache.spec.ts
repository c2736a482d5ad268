import { describe, expect, test } from '@jest/globals'
import { composeServices } from '@apollo/composition'
import { GraphQLError, parse } from 'graphql'
import { buildGraph, type Graph } from '../graph.ts'
import { planCache } from './plan-cache.ts'

const { supergraphSdl = '' } = composeServices([
  { name: 'one', url: 'http://one.test', typeDefs: parse('type Query { a: Int b: Int }') },
])
const graph = buildGraph(supergraphSdl)

/** A cache and how often it found a plan or had to make one. */
function counted(served: Graph = graph) {
  const counts = { found: 0, made: 0 }
  const cache = planCache(served, {
    metrics: { planned: (hit) => void (counts[hit ? 'found' : 'made'] += 1) },
  })
  const ask = (text: string, variables: Record<string, unknown> = {}) =>
    cache.prepare({ document: parse(text), key: text, variables })

  return { counts, ask, cache }
}

describe('the plans of a graph', () => {
  test('are made once for each operation and outcome of its conditions', () => {
    const { counts, ask } = counted()
    const text = 'query ($x: Boolean!) { a @skip(if: $x) b }'
    for (const x of [true, false, true, false]) ask(text, { x })
    ask('{ a }')

    expect(counts).toEqual({ found: 2, made: 3 })
  })

  test('are made for the next graph from what was asked of this one; what it does not know is left out', async () => {
    const { ask, cache } = counted()
    ask('{ a }')
    ask('{ b }')
    const next = composeServices([
      { name: 'one', url: 'http://one.test', typeDefs: parse('type Query { a: Int c: Int }') },
    ])
    const other = counted(buildGraph(next.supergraphSdl ?? ''))
    await other.cache.warm(cache.recent(10))

    expect(other.cache.size()).toBe(1)
  })

  test('that cannot be made in time are not tried again', () => {
    let tries = 0
    const refusal = new GraphQLError('too much', { extensions: { code: 'OPERATION_TOO_COMPLEX' } })
    const planner = Object.assign(Object.create(graph.planner) as Graph['planner'], {
      buildQueryPlan() {
        tries += 1
        throw refusal
      },
    })
    const { ask } = counted({ ...graph, planner })

    for (let time = 0; time < 3; time += 1) expect(() => ask('{ a }')).toThrow(refusal)
    expect(tries).toBe(1)
  })
})
