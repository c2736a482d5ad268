import { describe, expect, jest, test } from '@jest/globals'
import { boundedBuffer } from './bounded-buffer.ts'

const item = (bytes = 1) => ({ bytes })

describe('a bounded buffer', () => {
  test('takes no more than it may by count, and again when there is room', () => {
    const buffer = boundedBuffer({ items: 2, bytes: 100 })

    expect([buffer.push(item()), buffer.push(item()), buffer.push(item())]).toEqual([true, true, false])
    buffer.shift()
    expect(buffer.push(item())).toBe(true)
  })

  test('takes no more than it may by size, but one thing however large', () => {
    const buffer = boundedBuffer({ items: 10, bytes: 100 })

    expect([buffer.push(item(500)), buffer.push(item(1))]).toEqual([true, false])
    buffer.shift()
    expect([buffer.push(item(60)), buffer.push(item(40)), buffer.push(item(1))]).toEqual([true, true, false])
  })

  test('tells every change, so that their sum is what waits', () => {
    const changed = jest.fn<(items: number, bytes: number) => void>()
    const buffer = boundedBuffer({ items: 10, bytes: 100 }, changed)
    for (const bytes of [10, 20, 30]) buffer.push(item(bytes))
    buffer.shift()
    const sum = () =>
      changed.mock.calls.reduce(([items, bytes], [more, size]) => [items + more, bytes + size], [0, 0])

    expect(sum()).toEqual([2, 50])
    buffer.clear()
    expect(sum()).toEqual([0, 0])
  })

  test('is low when a quarter waits at most, of whatever room it has', () => {
    const buffer = boundedBuffer({ items: 8, bytes: 100 })
    for (let count = 0; count < 3; count += 1) buffer.push(item())
    expect(buffer.isLow()).toBe(false)
    buffer.shift()
    expect(buffer.isLow()).toBe(true)

    buffer.resize(4)
    expect(buffer.isLow()).toBe(false)
    buffer.resize(0)
    expect(buffer.room()).toBe(1)
    buffer.resize(1_000)
    expect(buffer.room()).toBe(8)
  })
})
