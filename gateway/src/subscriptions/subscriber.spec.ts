import { setImmediate as turn } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { noSubscriptionMetrics } from '../observe/subscription-metrics.ts'
import { startOperation } from '../operation.ts'
import type { Follow, Sink } from './leg.ts'
import { subscriber } from './subscriber.ts'
import { readerOf, silence, subscriptionTo } from './testing/news-graph.ts'
import type { UpstreamEvent } from './upstream-event.ts'

const subscription = subscriptionTo('subscription { news { ... on News { position } } }')

/** A numbered feed, served step by step. */
function numbered() {
  let leg: { at: number; sink: Sink<UpstreamEvent> } | undefined
  let head = 0
  const begins: (string | undefined)[] = []
  const follow: Follow<UpstreamEvent> = (after, sink) => {
    const own = { at: after === undefined ? head : Number(after), sink }
    leg = own
    begins.push(after)

    return { close: () => void (leg === own && (leg = undefined)) }
  }

  return {
    follow,
    begins,
    head: () => head,
    tell: () => void (head += 1),
    serve(): void {
      if (!leg || leg.at >= head) return
      leg.at += 1
      leg.sink.event({
        cursor: String(leg.at),
        occurredAt: undefined,
        gap: undefined,
        value: {},
        bytes: 10,
        at: performance.now(),
        hydrations: new Map(),
      })
    },
    place(): void {
      if (leg?.at === head) leg.sink.placed?.(String(head))
    },
  }
}

/** A client that takes one event after the other, with all that it is told, in order. */
function client(source: ReturnType<typeof numbered>, bufferedEvents = 100) {
  const told: string[] = []
  const completing: (() => void)[] = []
  let isWaiting = false
  const made = subscriber({
    subscription,
    follow: () => source.follow,
    hydrate: (event) => {
      const { promise, resolve } = Promise.withResolvers<{ data: { at: string | undefined } }>()
      completing.push(() => resolve({ data: { at: event.cursor } }))

      return promise
    },
    operation: (signal) => startOperation({ caller: readerOf('usr_1'), log: silence, signal }),
    settings: { bufferedEvents, bufferedBytes: 10_000, freshMs: 1e9, overlapMs: 1_000 },
    metrics: noSubscriptionMetrics,
    placed: (cursor) => void told.push(isWaiting ? `at ${cursor}` : `at ${cursor}, unasked`),
    forbidden: () => {},
    left: () => {},
  })
  made.start()

  return {
    made,
    told,
    /** Has the next one of those that wait completed. */
    complete: () => completing.shift()?.(),
    ask(): void {
      if (isWaiting) return
      isWaiting = true
      void made.deliveries.next().then(({ value, done }) => {
        isWaiting = false
        if (!done) told.push(String(value.cursor))
      })
    },
  }
}

describe('a client is told where it stands', () => {
  test('at once while it waits, and when it comes to wait', async () => {
    const source = numbered()
    const { made, told, ask } = client(source)
    source.place()
    await turn()
    expect(told).toEqual([])
    ask()
    await turn()
    expect(told).toEqual(['at 0'])
    source.place()
    await turn()
    expect(told).toEqual(['at 0', 'at 0'])

    made.leave()
    source.place()
    await turn()
    expect(told).toEqual(['at 0', 'at 0'])
  })

  test('never before it was handed what came earlier, nor later than what came behind it', async () => {
    const source = numbered()
    const { made, told, ask, complete } = client(source)
    ask()
    await turn()
    source.tell()
    source.serve()
    source.place()
    await turn()
    expect(told).toEqual([])
    source.place()
    complete()
    await turn()
    source.place()
    await turn()
    expect(told).toEqual(['1'])

    source.tell()
    source.serve()
    ask()
    await turn()
    complete()
    await turn()
    expect(told).toEqual(['1', '2'])
    ask()
    source.place()
    await turn()
    expect(told).toEqual(['1', '2', 'at 2'])
    made.leave()
  })

  test('and with other rights goes on from there: its first event is asked for anew as well', async () => {
    const source = numbered()
    const { made, told, ask, complete } = client(source)
    source.place()
    ask()
    await turn()
    source.tell()
    source.serve()
    made.move(subscription)
    await turn()
    complete()
    await turn()
    expect([source.begins, told]).toEqual([[undefined, '0'], ['at 0']])
    source.serve()
    await turn()
    complete()
    await turn()

    expect(told).toEqual(['at 0', '1'])
    made.leave()
  })

  test('whatever comes when, however slowly it reads', async () => {
    const step = fc.constantFrom('tell', 'serve', 'serve', 'place', 'ask', 'complete', 'turn', 'turn', 'move')
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: 'max' }), async (steps) => {
        const source = numbered()
        const { made, told, ask, complete } = client(source, 2)
        source.place()
        for (const each of steps) {
          if (each === 'turn') await turn()
          else if (each === 'ask') ask()
          else if (each === 'complete') complete()
          else if (each === 'move') made.move(subscription)
          else source[each]()
        }
        for (let round = 0; round < 3 * source.head() + 3; round += 1) {
          ask()
          source.serve()
          await turn()
          for (let count = 0; count < 10; count += 1) complete()
          await turn()
        }
        source.place()
        await turn()
        made.leave()

        const events = Array.from({ length: source.head() }, (_, index) => String(index + 1))
        expect(told.filter((each) => !each.startsWith('at '))).toEqual(events)
        for (const [index, each] of told.entries())
          if (each.startsWith('at '))
            expect(each).toBe(`at ${told.slice(0, index).findLast((one) => !one.startsWith('at ')) ?? '0'}`)
        expect(told.at(-1)).toBe(`at ${source.head()}`)
      }),
      { numRuns: 150 },
    )
  })
})
