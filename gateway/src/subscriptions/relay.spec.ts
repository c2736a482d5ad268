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
    /** Who has come to the head is told so. */
    place(): void {
      for (const { next, sink } of [...legs]) if (next > head) sink.placed?.(String(head))
    },
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
  const places: string[] = []
  const state = { hasRoom: true }
  const made = relay<Event>({
    follow: source.follow,
    after,
    overlapMs: 100,
    take({ position }) {
      if (state.hasRoom) taken.push(position)
      return state.hasRoom
    },
    placed: (cursor) => void places.push(cursor),
    ended: (end) => void ends.push(end),
  })

  return { made, taken, places, ends, state }
}
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index)

describe('a relay', () => {
  test('takes every event once and in order, however often it pauses and moves', () => {
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.constant('tell' as const) },
      { weight: 6, arbitrary: fc.nat(3) },
      ...(['full', 'room', 'move', 'wait', 'place'] as const).map((each) => ({
        weight: 1,
        arbitrary: fc.constant(each),
      })),
    )
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
        const source = numbered()
        const { made, taken, state } = following(source, '0')
        made.resume()
        for (const each of steps) {
          if (typeof each === 'number') source.serve(each)
          else if (each === 'tell') source.tell()
          else if (each === 'move') made.move(source.follow)
          else if (each === 'place') source.place()
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

  test('goes on behind a place where nothing came, without following twice', () => {
    const source = numbered()
    const { made, taken, places } = following(source)
    made.resume()
    source.tell()
    source.tell()
    const late = following(source)
    late.made.resume()
    source.place()
    // The first is served what it has not taken yet before it is where the second one is.
    expect([made.place(), late.made.place(), late.places]).toEqual([undefined, '2', ['2']])
    source.serveAll()
    source.place()
    expect([made.place(), places]).toEqual(['2', ['2']])
    late.made.close()

    made.move(source.follow)
    expect(source.open()).toBe(1)
    made.move(source.follow)
    source.tell()
    source.serveAll()
    expect(taken).toEqual([1, 2, 3])
    made.close()
  })

  test('gives up following twice when the old way tells its place, and keeps what comes behind it', () => {
    const source = numbered()
    const { made, taken } = following(source)
    made.resume()
    made.move(source.follow)
    expect(source.open()).toBe(2)
    source.place()
    expect([source.open(), made.place()]).toEqual([1, '0'])
    source.tell()
    source.serveAll()
    jest.advanceTimersByTime(150)

    expect(taken).toEqual([1])
    made.close()
  })

  test('is not moved by a place that the new way tells while the old one is followed', () => {
    const ways: Sink<Event>[] = []
    const follow: Follow<Event> = (after, sink) => {
      ways.push(sink)

      return { close: () => {} }
    }
    const taken: number[] = []
    const made = relay<Event>({
      follow,
      after: undefined,
      overlapMs: 100,
      take: ({ position }) => taken.push(position) > 0,
      ended: () => {},
    })
    made.resume()
    made.move(follow)
    const [old, next] = ways
    next?.placed?.('4')
    expect(made.place()).toBeUndefined()
    old?.event({ cursor: '4', position: 4 })
    expect([made.place(), ways.length]).toEqual(['4', 3])
    old?.placed?.('9')
    next?.placed?.('9')
    expect([made.place(), taken]).toEqual(['4', [4]])
    ways[2]?.placed?.('5')
    expect(made.place()).toBe('5')
    made.close()
    ways[2]?.placed?.('6')
    expect(made.place()).toBe('5')
  })

  test.each([
    ['in time', () => jest.advanceTimersByTime(150)],
    ['when the old one is lost', (old: Sink<Event> | undefined) => old?.ended({ kind: 'lost' })],
    ['when the old one is refused', (old: Sink<Event> | undefined) => old?.ended({ kind: 'forbidden' })],
  ])('takes over the place of the new way with what it brought, %s', (_, takeOver) => {
    for (const brought of [[], [5], [5, 6]]) {
      const ways: { after: string | undefined; sink: Sink<Event> }[] = []
      const follow: Follow<Event> = (after, sink) => {
        ways.push({ after, sink })

        return { close: () => {} }
      }
      const seen: string[] = []
      const made = relay<Event>({
        follow,
        after: undefined,
        overlapMs: 100,
        take: ({ cursor }) => seen.push(`${cursor}`) > 0,
        placed: (cursor) => void seen.push(`at ${cursor}`),
        ended: () => {},
      })
      made.resume()
      made.move(follow)
      const [old, next] = ways
      next?.sink.placed?.('4')
      for (const position of brought) next?.sink.event({ cursor: String(position), position })
      takeOver(old?.sink)

      expect(seen).toEqual(brought.length === 0 ? ['at 4'] : brought.map(String))
      made.move(follow)
      expect(ways.map(({ after }) => after)).toEqual([undefined, undefined, String(brought.at(-1) ?? 4)])
      made.close()
    }
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
