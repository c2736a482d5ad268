import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals'
import { trail } from './trail.ts'
import type { UpstreamEvent } from './upstream-event.ts'

beforeEach(() => void jest.useFakeTimers())
afterEach(() => void jest.useRealTimers())

const event = (position: number, bytes = 10): UpstreamEvent => ({
  cursor: `c${position}`,
  occurredAt: undefined,
  gap: undefined,
  value: {},
  bytes,
  at: performance.now(),
  hydrations: new Map(),
})
const known = (past: ReturnType<typeof trail>, place: string) =>
  past.since(place)?.map(({ cursor }) => cursor)

describe('what an upstream remembers', () => {
  test('tells what came behind any of its places', () => {
    const past = trail('c0', 1_000)
    for (const position of [1, 2, 3]) past.add(event(position))

    expect(known(past, 'c0')).toEqual(['c1', 'c2', 'c3'])
    expect(known(past, 'c2')).toEqual(['c3'])
    expect(known(past, 'c3')).toEqual([])
    expect(known(past, 'c4')).toBeUndefined()
    past.clear()
  })

  test('does not know the place before the first event where nobody told it', () => {
    const past = trail(undefined, 1_000)
    past.add(event(1))

    expect(known(past, 'c0')).toBeUndefined()
    expect(known(past, 'c1')).toEqual([])
    past.clear()
  })

  test('goes with time, but for the place behind it', () => {
    const past = trail('c0', 1_000)
    past.add(event(1))
    jest.advanceTimersByTime(600)
    past.add(event(2))
    jest.advanceTimersByTime(600)

    expect(known(past, 'c0')).toBeUndefined()
    expect(known(past, 'c1')).toEqual(['c2'])
    jest.advanceTimersByTime(3_000)
    expect(jest.getTimerCount()).toBe(0)
    expect(known(past, 'c1')).toBeUndefined()
    expect(known(past, 'c2')).toEqual([])
  })

  test('is bounded in number and size', () => {
    const past = trail('c0', 1_000)
    for (let position = 1; position <= 300; position += 1) past.add(event(position))
    expect(known(past, 'c99')).toBeUndefined()
    expect(known(past, 'c100')).toHaveLength(200)

    past.add(event(301, 262_144))
    expect(known(past, 'c299')).toBeUndefined()
    expect(known(past, 'c300')).toEqual(['c301'])
    past.clear()
    expect(jest.getTimerCount()).toBe(0)
  })
})
