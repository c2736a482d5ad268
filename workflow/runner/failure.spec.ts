import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { defaultRetries, reportOf, StepFailure } from './failure.ts'

const half = () => 0.5

describe('what the engine is told of a failed step', () => {
  test('the first failure, whose retries the engine gives as null, leaves all but one', () => {
    const report = reportOf(new StepFailure('OUTAGE', 'order did not answer'), null, half)

    expect(report.retries).toBe(defaultRetries - 1)
    expect(report.errorMessage).toBe('OUTAGE: order did not answer')
  })

  test('each further failure waits longer', () => {
    const waits = [6, 5, 4, 3].map((left) => reportOf(new Error('down'), left, half).retryTimeout)

    expect(waits).toEqual([375, 750, 1_500, 3_000])
  })

  test('WFL-05 the last failure becomes an incident, whose message begins with its reason', () => {
    expect(reportOf(new StepFailure('DEADLINE', 'late'), 1, half)).toMatchObject({
      retries: 0,
      errorMessage: 'DEADLINE: late',
    })
  })

  test('WFL-15 variables that break the contract are not tried again', () => {
    const { error } = z.object({ itemId: z.string() }).safeParse({})

    expect(reportOf(error, null, half)).toMatchObject({
      retries: 0,
      errorMessage: expect.stringMatching(/^CONTRACT: /),
    })
  })

  test('what is thrown and is no error is an outage as well', () => {
    expect(reportOf('gone', 2, half)).toMatchObject({ retries: 1, errorMessage: 'OUTAGE: gone' })
  })
})
