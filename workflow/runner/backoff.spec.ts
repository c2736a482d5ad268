import { describe, expect, test } from '@jest/globals'
import { backoff } from './backoff.ts'

describe('the pause between attempts', () => {
  const pace = { base: 100, cap: 2_000 }

  test('doubles to the cap', () => {
    const longest = [0, 1, 2, 3, 4, 5, 60].map((attempt) => backoff(attempt, () => 1, pace))

    expect(longest).toEqual([100, 200, 400, 800, 1_600, 2_000, 2_000])
  })

  test('is random in its upper half, so that many do not come back together', () => {
    expect(backoff(3, () => 0, pace)).toBe(400)
    expect(backoff(3, () => 0.5, pace)).toBe(600)
  })
})
