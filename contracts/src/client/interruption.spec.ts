import { describe, expect, test } from '@jest/globals'
import { answeredBy, closedBy, endedBy } from './interruption.ts'

describe('what to do when a subscription breaks off', () => {
  test.each([
    [1000, 'retry'],
    [1001, 'retry'],
    [1006, 'retry'],
    [1009, 'give-up'],
    [1013, 'later'],
    [4400, 'give-up'],
    [4401, 'give-up'],
    [4403, 'renew'],
    [4408, 'retry'],
    [4409, 'retry'],
    [4410, 'return'],
    [4429, 'later'],
    [4499, 'return'],
    [4500, 'retry'],
  ])('by the close %d: %s', (code, remedy) => {
    expect(closedBy(code, 'why')).toMatchObject({ remedy, message: `The connection was closed: ${code} why` })
  })

  test.each([
    [401, 'renew'],
    [429, 'later'],
    [408, 'retry'],
    [502, 'retry'],
    [503, 'retry'],
    [400, 'give-up'],
    [403, 'give-up'],
    [404, 'give-up'],
    [200, 'give-up'],
  ])('by the status %d: %s', (status, remedy) => {
    expect(answeredBy(status, { errors: [] }).remedy).toBe(remedy)
  })

  test.each([
    ['SUBGRAPH_UNAVAILABLE', 'retry'],
    ['SUBSCRIBER_TOO_SLOW', 'return'],
    ['RIGHTS_CHANGED', 'return'],
    ['UNAUTHENTICATED', 'renew'],
    ['TOO_MANY_CONNECTIONS', 'later'],
    ['DENIED', 'give-up'],
    ['GRAPHQL_VALIDATION_FAILED', 'give-up'],
  ])('by the error %s: %s', (code, remedy) => {
    const errors = [{ message: 'so', extensions: { code } }]

    expect(endedBy(errors)).toMatchObject({ remedy, code, message: 'so', errors })
  })
})
