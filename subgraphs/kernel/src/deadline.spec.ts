import { describe, expect, test } from '@jest/globals'
import { DeadlineExceeded, deadlineOf, ensureInTime, noDeadline } from './deadline.ts'

const of = (value: unknown) => deadlineOf({ 'x-pactwork-deadline': value })

describe('the deadline of a call', () => {
  test('is as many milliseconds from now as it says', () => {
    const before = performance.now()
    const deadline = of('1500')

    expect(deadline).toBeGreaterThanOrEqual(before + 1_500)
    expect(deadline).toBeLessThanOrEqual(performance.now() + 1_500)
    expect(() => ensureInTime(deadline)).not.toThrow()
  })

  test('is over at once when nothing is left', () => {
    expect(() => ensureInTime(of('0'))).toThrow(DeadlineExceeded)
  })

  test.each([undefined, '', 'soon', '-5', '1.5', '1e3', ' 5', '99999999999', ['5'], 5])(
    'is none where %j is said',
    (value) => {
      expect(of(value)).toBe(noDeadline)
      expect(() => ensureInTime(noDeadline)).not.toThrow()
    },
  )
})
