import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { after, orderInFallout } from '../order.fixtures.ts'
import type { Order } from '../order.ts'
import { ageingMarks, nextMarkOf, noteAgeing } from './ageing.ts'
import { falloutReasons } from './fallout-case.ts'
import { retryItem } from './fallout.ts'

const agent = { id: 'usr_1', groups: ['inventory-operations'], supervises: false }
const caseOf = (order: Order) => {
  const [one] = order.cases
  if (!one) throw new Error('There is no case.')
  return one
}
const opened = caseOf(orderInFallout()).openedAt
const minutes = (count: number): Date => new Date(opened.getTime() + count * 60_000)
const at = (count: number) => ({ caseId: 'fal_1', at: minutes(count) })
const aged = (mark: number, stood: number) => ({
  type: 'OrderFalloutAged' as const,
  caseId: 'fal_1',
  itemId: 'itm_1',
  mark,
  minutes: stood,
})

describe('the ageing of a case', () => {
  test('is told at each mark of its severity, once', () => {
    const young = orderInFallout()
    given(young).when(noteAgeing, at(29)).then()
    given(young).when(noteAgeing, at(30)).then(aged(1, 30))

    const older = after(young, noteAgeing(young, at(30)))
    expect(caseOf(older).ageingMark).toBe(1)
    given(older).when(noteAgeing, at(119)).then()
    given(older).when(noteAgeing, at(120)).then(aged(2, 120))
  })

  test('is told by the last mark alone when nobody looked for a while', () => {
    given(orderInFallout()).when(noteAgeing, at(500)).then(aged(3, 480))
  })

  test('ends with the case, and with its last mark', () => {
    const old = after(orderInFallout(), noteAgeing(orderInFallout(), at(10_000)))
    given(old).when(noteAgeing, at(20_000)).then()
    expect(nextMarkOf(caseOf(old), minutes(10_000))).toBeUndefined()

    const closed = after(orderInFallout(), retryItem(orderInFallout(), { itemId: 'itm_1', by: agent }))
    given(closed).when(noteAgeing, at(500)).then()
    expect(nextMarkOf(caseOf(closed), minutes(1))).toBeUndefined()
  })

  test('is looked at when the next mark comes', () => {
    const one = caseOf(orderInFallout())

    expect(nextMarkOf(one, opened)).toEqual(minutes(30))
    expect(nextMarkOf(one, minutes(30))).toEqual(minutes(120))
    expect(nextMarkOf(one, minutes(479))).toEqual(minutes(480))
  })

  test('has rising marks for every severity that a reason has', () => {
    for (const { severity } of Object.values(falloutReasons)) {
      const marks = ageingMarks[severity] ?? []
      expect(marks.length).toBeGreaterThan(0)
      expect(marks).toEqual(marks.toSorted((one, other) => one - other))
    }
  })
})
