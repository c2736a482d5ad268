import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { End, Follow, Sink } from './leg.ts'
import { relay } from './relay.ts'

type Event = { cursor: string | undefined; position: number }

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

/** A numbered source that several follow, each served one event at a time when a test says so. */
function numbered() {
  const legs = new Set<{ next: number; sink: Sink<Event> }>()
  let head = 0

  const follow: Follow<Event> = (after, sink) => {
    const leg = { next: after === undefined ? head + 1 : Number(after) + 1, sink }
    legs.add(leg)

    return { close: () => void legs.delete(leg) }
  }
  const serve = (which: number): boolean => {
    const open = [...legs].filter(({ next }) => next <= head)
    const leg = open[which % Math.max(1, open.length)]
    if (!leg) return false
    leg.next += 1
    leg.sink.event({ cursor: String(leg.next - 1), position: leg.next - 1 })

    return true
  }

  return {
    follow,
    serve,
    open: () => legs.size,
    head: () => head,
    tell: () => void (head += 1),
    /** Everything that is there, to whoever is open. */
    serveAll(): void {
      for (let which = 0; serve(which); which += 1);
    },
    end(how: End): void {
      for (const leg of [...legs]) {
        legs.delete(leg)
        leg.sink.ended(how)
      }
    },
  }
}

function following(source: ReturnType<typeof numbered>, after?: string) {
  const taken: number[] = []
  const ends: End[] = []
  const state = { hasRoom: true }
  const made = relay<Event>({
    follow: source.follow,
    after,
    overlapMs: 100,
    take({ position }) {
      if (state.hasRoom) taken.push(position)
      return state.hasRoom
    },
    ended: (end) => void ends.push(end),
  })

  return { made, taken, ends, state }
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('a relay', () => {
  test('takes every event once and in order, however often it pauses and moves', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('tell' as const) },
      { weight: 6, arbitrary: fc.nat(3) },
      ...(['full', 'room', 'move', 'wait'] as const).map((each) => ({
        weight: 1,
        arbitrary: fc.constant(each),
      })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const source = numbered()
        const { made, taken, state } = following(source, '0')
        made.resume()
        for (const each of steps) {
          if (typeof each === 'number') source.serve(each)
          else if (each === 'tell') source.tell()
          else if (each === 'move') made.move(source.follow)
          else if (each === 'wait') jest.advanceTimersByTime(150)
          else {
            state.hasRoom = each === 'room'
            if (state.hasRoom) made.resume()
          }
        }
        state.hasRoom = true
        made.resume()
        source.serveAll()

        expect(taken).toEqual(range(1, source.head()))
        expect(source.open()).toBe(1)
        made.close()
        expect(source.open()).toBe(0)
      }),
      { numRuns: 500 },
    )
  })

  test('moves on a quiet source by following it twice for a while, and tells nothing twice', () => {
    const source = numbered()
    const { made, taken } = following(source)
    made.resume()
    made.move(source.follow)
    expect(source.open()).toBe(2)
    source.tell()
    source.serveAll()
    expect(source.open()).toBe(1)
    source.tell()
    source.serveAll()

    expect(taken).toEqual([1, 2])
    made.close()
  })

  test.each([0, 1])('whichever of the two brings the first event (%d)', (first) => {
    const source = numbered()
    const { made, taken } = following(source)
    made.resume()
    made.move(source.follow)
    source.tell()
    source.serve(first)
    source.serveAll()
    jest.advanceTimersByTime(150)
    source.tell()
    source.serveAll()

    expect(taken).toEqual([1, 2])
    expect(source.open()).toBe(1)
    made.close()
  })

  test('gives the former way up when nothing came for so long', () => {
    const source = numbered()
    const { made, taken } = following(source)
    made.resume()
    made.move(source.follow)
    jest.advanceTimersByTime(150)
    expect(source.open()).toBe(1)
    source.tell()
    source.serveAll()

    expect(taken).toEqual([1])
    made.close()
  })

  test('keeps its place when there is no room, and asks for the same event again', () => {
    const source = numbered()
    const { made, taken, state } = following(source, '0')
    made.resume()
    for (let count = 0; count < 3; count += 1) source.tell()
    source.serve(0)
    state.hasRoom = false
    source.serve(0)
    expect([source.open(), made.place()]).toEqual([0, '1'])
    state.hasRoom = true
    made.resume()
    source.serveAll()

    expect(taken).toEqual([1, 2, 3])
    made.close()
  })

  test('tells its end once, and nothing after it was closed', () => {
    const source = numbered()
    const first = following(source, '0')
    first.made.resume()
    source.end({ kind: 'lost' })
    expect(first.ends).toEqual([{ kind: 'lost' }])

    const second = following(source, '0')
    second.made.resume()
    second.made.close()
    second.made.resume()
    source.end({ kind: 'lost' })
    expect(second.ends).toEqual([])
    expect(source.open()).toBe(0)
  })
})
