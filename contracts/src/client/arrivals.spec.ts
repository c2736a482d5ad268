import { expect, test } from '@jest/globals'
import { arrivals } from './arrivals.ts'

test('what comes is read in order, also by who waited for it', async () => {
  const { push, finish, read } = arrivals<number>(10, () => new Error('full'))
  const reading = Array.fromAsync(read())
  push(1)
  await Promise.resolve()
  push(2)
  push(3)
  finish()

  expect(await reading).toEqual([1, 2, 3])
})

test('what has no room is not taken in, and its reader is told after all that had', async () => {
  const { push, read } = arrivals<number>(2, () => new Error('full'))

  expect([push(1), push(2), push(3), push(4)]).toEqual([true, true, false, false])
  const seen: number[] = []
  await expect(
    (async () => {
      for await (const item of read()) seen.push(item)
    })(),
  ).rejects.toThrow('full')
  expect(seen).toEqual([1, 2])
})

test('an end comes after what came before it', async () => {
  const { push, finish, read } = arrivals<number>(2, () => new Error('full'))
  push(1)
  finish(new Error('broken'))
  const items = read()

  expect(await items.next()).toEqual({ value: 1, done: false })
  await expect(items.next()).rejects.toThrow('broken')
})
