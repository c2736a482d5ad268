import { describe, expect, test } from '@jest/globals'
import { localBudgetStore } from './budget-store.ts'

const bucket = { capacity: 100, refillPerSecond: 10 }

function clocked(most?: number) {
  let now = 1_000_000
  const store = localBudgetStore(most, () => now)

  return { store, pass: (milliseconds: number) => void (now += milliseconds) }
}

describe('a budget of one process', () => {
  test('is full at first and says what is left', async () => {
    const { store } = clocked()

    expect(await store.take('a', 30, bucket)).toEqual({ allowed: true, rest: 70, retryAfterSeconds: 0 })
    expect(await store.take('b', 100, bucket)).toEqual({ allowed: true, rest: 0, retryAfterSeconds: 0 })
  })

  test('refuses what it does not hold, takes nothing then, and says when to come back', async () => {
    const { store, pass } = clocked()
    await store.take('a', 95, bucket)

    expect(await store.take('a', 30, bucket)).toEqual({ allowed: false, rest: 5, retryAfterSeconds: 3 })
    expect(await store.take('a', 5, bucket)).toEqual({ allowed: true, rest: 0, retryAfterSeconds: 0 })

    pass(2_999)
    expect(await store.take('a', 30, bucket)).toEqual({ allowed: false, rest: 29, retryAfterSeconds: 1 })
    pass(1)
    expect(await store.take('a', 30, bucket)).toEqual({ allowed: true, rest: 0, retryAfterSeconds: 0 })
  })

  test('never holds more than its capacity, and never gives what is beyond it', async () => {
    const { store, pass } = clocked()
    await store.take('a', 1, bucket)
    pass(3_600_000)

    expect(await store.take('a', 0, bucket)).toMatchObject({ rest: 100 })
    expect(await store.take('a', 101, bucket)).toEqual({
      allowed: false,
      rest: 100,
      retryAfterSeconds: Number.POSITIVE_INFINITY,
    })
  })

  test('forgets the keys that were asked longest ago, so that keys cannot fill the memory', async () => {
    const { store } = clocked(2)
    for (const key of ['a', 'b']) await store.take(key, 100, bucket)
    await store.take('a', 0, bucket)
    await store.take('c', 100, bucket)

    expect(await store.take('a', 1, bucket)).toMatchObject({ allowed: false })
    expect(await store.take('b', 1, bucket)).toMatchObject({ allowed: true })
  })
})
