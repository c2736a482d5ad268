import { setImmediate as nextTurn } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { createLog } from '@pactwork/kernel/runtime/log'
import { parse } from 'graphql'
import { composeServices } from '@apollo/composition'
import { inspected } from './checked-graph.ts'
import { graphHolder } from './graph-holder.ts'
import { inspectElsewhere } from './inspect-elsewhere.ts'
import type { SupergraphListener, SupergraphSource } from './source.ts'

const log = createLog('holder', 'silent')
const inspect = async (sdl: string) => inspected(sdl).findings
const link = (imports: string) =>
  `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])\n`

function composed(...subgraphs: string[]): string {
  const { supergraphSdl, errors } = composeServices(
    subgraphs.map((sdl, index) => ({
      name: `s${index}`,
      url: `http://s${index}.test/graphql`,
      typeDefs: parse(link('"@key", "@external", "@requires"') + sdl),
    })),
  )
  if (!supergraphSdl) throw new Error(errors?.join('\n'))

  return supergraphSdl
}

const one = composed('type Query { one: Int }')
const two = composed('type Query { two: Int }')
const three = composed('type Query { three: Int }')
const wrong = composed(
  'type Query { a: A } type A @key(fields: "id") { id: ID! size(unit: String): Int }',
  'type A @key(fields: "id") { id: ID! size(unit: String): Int @external weight: Int @requires(fields: "size(unit: \\"m\\")") }',
)

/** A source that says what it is told to say. */
function spoken(initial: string) {
  let listener: SupergraphListener | undefined
  const source: SupergraphSource = {
    name: 'spoken',
    read: () => Promise.resolve(initial),
    follow: (given) => void (listener = given),
    stop: () => void (listener = undefined),
  }

  return {
    source,
    say: (sdl: string | undefined) => listener?.text(sdl),
    fail: (why: string) => listener?.unreachable(why),
  }
}

async function holding(initial = one, lints: 'warn' | 'refuse' = 'warn') {
  const counted: string[] = []
  const { source, say, fail } = spoken(initial)
  const holder = await graphHolder({
    source,
    lints,
    log,
    inspect,
    metrics: { supergraph: (outcome) => void counted.push(outcome) },
    now: () => new Date('2026-01-02T03:04:05Z'),
  })
  const swapped: string[] = []
  holder.follow(async (graph) => void swapped.push(graph.hash))

  return {
    holder,
    say,
    fail,
    counted,
    swapped,
    fields: () => Object.keys(holder.current().schema.getQueryType()?.getFields() ?? {}),
  }
}

/** Everything that was said has been taken: a graph is built in a few turns of the loop. */
async function taken(): Promise<void> {
  for (let turn = 0; turn < 50; turn += 1) await nextTurn()
}

describe('the graph that is served', () => {
  test('is the one of the source', async () => {
    const { holder, fields, counted } = await holding()

    expect(fields()).toEqual(['one'])
    expect(holder.status()).toEqual({
      hash: holder.current().hash,
      loadedAt: '2026-01-02T03:04:05.000Z',
      refused: undefined,
      unreachable: undefined,
    })
    expect(counted).toEqual(['loaded'])
  })

  test.each([
    ['no GraphQL', 'type Query {', 'Syntax Error'],
    ['no supergraph', 'type Query { a: Int }', 'not a supergraph'],
    ['an argument inside @requires', wrong, 'wrong values'],
  ])('%s does not start', async (_what, sdl, reason) => {
    await expect(holding(sdl)).rejects.toThrow(/The supergraph spoken cannot be served/)
    await expect(holding(sdl)).rejects.toThrow(reason)
  })

  test('is swapped for a good one', async () => {
    const { say, fields, swapped, holder } = await holding()
    say(two)
    await taken()

    expect(fields()).toEqual(['two'])
    expect(swapped).toEqual([holder.current().hash])
  })

  test.each([
    ['broken', 'type Query {'],
    ['answering with wrong values', wrong],
  ])('stays when the new one is %s', async (_what, sdl) => {
    const { say, fields, holder, counted, swapped } = await holding()
    say(sdl)
    await taken()

    expect(fields()).toEqual(['one'])
    expect(swapped).toEqual([])
    expect(holder.status().refused).toEqual({
      at: '2026-01-02T03:04:05.000Z',
      reason: expect.stringMatching(/\w/),
    })
    expect(counted).toEqual(['loaded', 'refused'])
  })

  test('a refused text is not tried again, and forgotten when the served one is back', async () => {
    const { say, holder, counted } = await holding()
    for (const sdl of ['nonsense', 'nonsense', one]) {
      say(sdl)
      await taken()
    }

    expect(counted).toEqual(['loaded', 'refused'])
    expect(holder.status().refused).toBeUndefined()
  })

  test('the same text again is no swap', async () => {
    const { say, swapped } = await holding()
    say(one)
    say(undefined)
    await taken()

    expect(swapped).toEqual([])
  })

  test('of many that come at once only the last is taken after the one in hand', async () => {
    const { source, say } = spoken(one)
    const holder = await graphHolder({
      source,
      lints: 'warn',
      log,
      inspect,
      metrics: { supergraph: () => {} },
    })
    const gate = Promise.withResolvers<void>()
    const swapped: string[] = []
    holder.follow(async ({ schema }) => {
      swapped.push(...Object.keys(schema.getQueryType()?.getFields() ?? {}))
      await gate.promise
    })
    say(two)
    say(one)
    say(three)
    gate.resolve()
    await taken()

    expect(swapped).toEqual(['two', 'three'])
  })

  test('a swap that fails leaves the old one', async () => {
    const { source, say } = spoken(one)
    const holder = await graphHolder({
      source,
      lints: 'warn',
      log,
      inspect,
      metrics: { supergraph: () => {} },
    })
    holder.follow(() => Promise.reject(new Error('no room')))
    say(two)
    await taken()

    expect(holder.current().sdl).toBe(one)
    expect(holder.status().refused?.reason).toBe('no room')
  })

  test('a source that is gone is told until it is back', async () => {
    const { fail, say, holder, counted, fields } = await holding()
    fail('there is no file')
    fail('there is no file')
    expect(holder.status().unreachable?.reason).toBe('there is no file')
    say(undefined)

    expect(holder.status().unreachable).toBeUndefined()
    expect(counted).toEqual(['loaded', 'unreachable', 'unreachable'])
    expect(fields()).toEqual(['one'])
  })

  test("a graph of one's own keeps the rules or is refused", async () => {
    await expect(holding(one, 'refuse')).rejects.toThrow('Query.one has no description.')
    const described = composed('type Query { "The one." one: Int }')
    const { say, holder } = await holding(described, 'refuse')
    say(two)
    await taken()

    expect(holder.status().refused?.reason).toContain('Query.two has no description.')
    expect(holder.current().sdl).toBe(described)
  })
})

describe('a graph is inspected in a thread of its own', () => {
  test.each([
    ['a good one', one],
    ['one that gives wrong values', wrong],
  ])('%s has the same findings there', async (_what, sdl) => {
    await expect(inspectElsewhere(sdl)).resolves.toEqual(inspected(sdl).findings)
  })

  test('no graph has the same reason there', async () => {
    await expect(inspectElsewhere('type Query {')).rejects.toThrow('Syntax Error')
  })
})
