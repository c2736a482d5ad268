import { expect, test } from '@jest/globals'
import { withinTime } from './within-time.ts'

test('work that ends gives its result, also within other work', () => {
  expect(withinTime(1000, () => withinTime(1000, () => 1) + withinTime(1000, () => 2))).toBe(3)
})

test('what work throws is thrown', () => {
  const failure = new TypeError('mine')
  expect(() =>
    withinTime(1000, () => {
      throw failure
    }),
  ).toThrow(failure)
})

test('work without an end is interrupted and refused with its code', () => {
  const endless = (): void => {
    let count = 0
    while (count >= 0) count += 1
  }
  expect(() => withinTime(20, endless)).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ code: 'OPERATION_TOO_COMPLEX' }) }),
  )
  expect(withinTime(1000, () => 'next')).toBe('next')
})
