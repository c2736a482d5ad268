import { describe, expect, test } from '@jest/globals'
import { commandAnswer, dataOf } from './graphql.ts'

const answered = (body: object, status = 200) => dataOf('order', status, JSON.stringify(body))

describe('an answer of a context', () => {
  test('with data is its data', () => {
    expect(answered({ data: { order: { id: 'ord_1' } } })).toEqual({ order: { id: 'ord_1' } })
  })

  test.each([502, 503, 500])('with status %i is an outage', (status) => {
    expect(() => answered({ data: {} }, status)).toThrow(expect.objectContaining({ reason: 'OUTAGE' }))
  })

  test('that is no JSON is an outage', () => {
    expect(() => dataOf('order', 200, '<html>')).toThrow(expect.objectContaining({ reason: 'OUTAGE' }))
  })

  test.each(['DENIED', 'GRAPHQL_VALIDATION_FAILED'])(
    '%s breaks the contract: it would come again',
    (code) => {
      const body = { errors: [{ message: 'no', extensions: { code } }] }

      expect(() => answered(body)).toThrow(expect.objectContaining({ reason: 'CONTRACT' }))
    },
  )

  test('with an internal error is an outage', () => {
    const body = { data: null, errors: [{ message: 'no', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] }

    expect(() => answered(body)).toThrow(expect.objectContaining({ reason: 'OUTAGE' }))
  })
})

describe('the member of a result union', () => {
  const rejection = { __typename: 'CommandRejected', message: 'no' }

  test('a payload is accepted', () => {
    expect(commandAnswer('order', { __typename: 'StartPayload' })).toEqual({
      kind: 'accepted',
      payload: { __typename: 'StartPayload' },
    })
  })

  test('WFL-11 a rejection is an answer, not a failure', () => {
    expect(commandAnswer('order', { ...rejection, code: 'ORDER_CANCELLED' })).toMatchObject({
      kind: 'rejected',
      code: 'ORDER_CANCELLED',
    })
  })

  test.each(['EVIDENCE_UNAVAILABLE', 'IDEMPOTENCY_IN_PROGRESS', 'CONCURRENT_CHANGE'])(
    '%s only says not now: the same command is sent again',
    (code) => {
      expect(() => commandAnswer('order', { ...rejection, code })).toThrow(
        expect.objectContaining({ reason: 'OUTAGE' }),
      )
    },
  )

  test('invalid input breaks the contract between process and context', () => {
    const invalid = { __typename: 'InvalidInput', code: 'INVALID_INPUT', message: 'no' }

    expect(() => commandAnswer('order', invalid)).toThrow(expect.objectContaining({ reason: 'CONTRACT' }))
  })
})
