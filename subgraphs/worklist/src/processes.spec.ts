import { expect, test } from '@jest/globals'
import { businessKeyOf, processKeys, waits } from './processes.ts'

test('WFL-03 a business key says which process of which tenant is about what, and is the same again', () => {
  const key = businessKeyOf('quote-approval', 'ten_1', 'quo_1', 2)

  expect(key).toBe('quote-approval:ten_1:quo_1:2')
  expect(businessKeyOf('quote-approval', 'ten_1', 'quo_1', 2)).toBe(key)
  expect(
    new Set([
      key,
      businessKeyOf('quote-approval', 'ten_1', 'quo_1', 3),
      businessKeyOf('quote-approval', 'ten_2', 'quo_1', 2),
      businessKeyOf('order-fulfillment', 'ten_1', 'quo_1', 2),
    ]).size,
  ).toBe(4)
})

test.each(processKeys)(
  '%s asks the domain again, sooner first and at last once an hour or more often',
  (process) => {
    const { first, cap } = waits[process]

    expect(first).toBeGreaterThan(0)
    expect(cap).toBeGreaterThanOrEqual(first)
    expect(cap).toBeLessThanOrEqual(3_600)
  },
)
