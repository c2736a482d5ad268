import { describe, expect, test } from '@jest/globals'
import { retryBudget } from './retry-budget.ts'
import { rollingCount } from './rolling-count.ts'

const settings = { share: 0.2, least: 3, window: 10_000, delay: 0 }

function taken(budget: ReturnType<typeof retryBudget>, asked: number): number {
  let count = 0
  for (let time = 0; time < asked; time += 1) if (budget.take()) count += 1
  return count
}

describe('a budget of repeats', () => {
  test('allows a few however few calls there were', () => {
    expect(taken(retryBudget(settings), 10)).toBe(3)
  })

  test('allows a share of the calls', () => {
    const budget = retryBudget(settings)
    for (let call = 0; call < 100; call += 1) budget.called()
    expect(taken(budget, 50)).toBe(20)
  })

  test('is whole again when the window has passed', () => {
    let now = 0
    const budget = retryBudget(settings, () => now)
    expect(taken(budget, 10)).toBe(3)
    now = 5_000
    expect(taken(budget, 10)).toBe(0)
    now = 10_000
    expect(taken(budget, 10)).toBe(3)
  })
})

test('a rolling count forgets by tenths of its window', () => {
  const count = rollingCount(1_000)
  count.add(50)
  count.add(150)
  count.add(950)

  expect([950, 999, 1_000, 1_099, 1_100, 1_899, 1_900, 100_000].map((at) => count.sum(at))).toEqual([
    3, 3, 2, 2, 1, 1, 0, 0,
  ])
})
