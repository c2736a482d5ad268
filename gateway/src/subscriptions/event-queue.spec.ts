import { describe, expect, jest, test } from '@jest/globals'
import { eventQueue } from './event-queue.ts'

const queue = () => {
  const released = jest.fn()
  return { released, ...eventQueue<number>({ released, full: () => new Error('too slow') }) }
}

describe('the queue between a source and a client', () => {
  test('hands on what was pushed, in order, before and after it is asked for', async () => {
    const { events, push, finish } = queue()
    push(1)
    const first = events.next()
    const second = events.next()
    push(2)
    finish()

    expect(await Promise.all([first, second])).toEqual([
      { value: 1, done: false },
      { value: 2, done: false },
    ])
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test('return() ends a waiting next() and frees the source at once, on a quiet stream too', async () => {
    const { events, released } = queue()
    const waiting = events.next()
    await events.return(undefined)

    expect(await waiting).toEqual({ value: undefined, done: true })
    expect(released).toHaveBeenCalledTimes(1)
  })

  test('a source that fails fails the next next(), after what it had sent', async () => {
    const { events, push, finish } = queue()
    push(1)
    finish(new Error('lost'))

    expect(await events.next()).toEqual({ value: 1, done: false })
    await expect(events.next()).rejects.toThrow('lost')
    expect(await events.next()).toEqual({ value: undefined, done: true })
  })

  test('a client that reads too slowly is told so and costs no more memory', async () => {
    const { events, push, released } = queue()
    for (let event = 0; event <= 1_000; event += 1) push(event)
    push(1_001)

    expect(released).toHaveBeenCalledTimes(1)
    for (let event = 0; event < 1_000; event += 1)
      expect(await events.next()).toEqual({ value: event, done: false })
    await expect(events.next()).rejects.toThrow('too slow')
  })

  test('is released once, however often it ends', async () => {
    const { events, finish, released } = queue()
    finish()
    finish(new Error('late'))
    await events.return(undefined)

    expect(released).toHaveBeenCalledTimes(1)
  })
})
