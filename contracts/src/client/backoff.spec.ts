import { describe, expect, test } from '@jest/globals'
import { patient, pause, waitBefore } from './backoff.ts'
import { renewIn } from './renewal.ts'

describe('coming back', () => {
  test('waits any time below a bound that doubles up to the longest', () => {
    const bounds = Array.from({ length: 9 }, (_, failures) =>
      waitBefore(patient, { failures, remedy: 'return' }, () => 1),
    )

    expect(bounds).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    expect(waitBefore(patient, { failures: 3, remedy: 'return' }, () => 0)).toBe(0)
  })

  test('waits at least as long as the gateway asks for, and longer where it has too much to do', () => {
    expect(waitBefore(patient, { failures: 0, remedy: 'return', waitMs: 900 }, () => 0.5)).toBe(1_150)
    expect(waitBefore(patient, { failures: 0, remedy: 'later' }, () => 0)).toBe(5_000)
  })

  test('ends waiting with its signal, also with one that was aborted before', async () => {
    const controller = new AbortController()
    const waiting = pause(3_600_000, controller.signal)
    controller.abort()

    await expect(waiting).resolves.toBeUndefined()
    await expect(pause(3_600_000, controller.signal)).resolves.toBeUndefined()
  })
})

test.each([
  ['an hour', 3_600_000, 3_540_000],
  ['a minute', 60_000, 48_000],
  ['a second', 1_000, 1_000],
  ['no time at all', -5, 1_000],
  ['a year', 31_536_000_000, 2 ** 31 - 1],
])('a token that holds for %s is renewed in good time', (_, rest, wait) => {
  expect(renewIn(1_000_000 + rest, 1_000_000)).toBe(wait)
})
