import { describe, expect, test } from '@jest/globals'
import { applied } from './applied.ts'

const refused = (code: string) => ({
  __typename: 'CommandRejected',
  code,
  message: 'no',
  violations: [],
  correlationId: 'c',
})

describe('an outcome that is told', () => {
  test('is applied when the command was carried out', () => {
    expect(applied({ __typename: 'RecordItemOutcomePayload' })).toBe('APPLIED')
  })

  test('is impossible when the state of the business refuses it', () => {
    expect(applied(refused('ITEM_HAS_ENDED'))).toBe('IMPOSSIBLE')
  })

  test.each(['NOT_FOUND', 'INVALID_INPUT', 'IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD'])(
    'is a fault, and never forgotten, when %s says that the telling was wrong',
    (code) => {
      expect(() => applied(refused(code))).toThrow(code)
    },
  )
})
