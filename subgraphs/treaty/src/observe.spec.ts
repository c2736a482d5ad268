import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'

import { compare } from './finding.ts'
import type { Observation } from './observation.ts'
import { observe } from './observe.ts'
import { aHandoff, after, timing } from './testing.ts'

const finding = (seen: Observation, ms = 60_000) => ({
  seen,
  source: { kind: 'FINDING' as const },
  at: after(ms),
  timing,
})
const answer = (seen: Observation, attempt = 1) => ({
  seen,
  source: { kind: 'ANSWER' as const, attempt },
  at: after(1),
  timing,
})

describe('an answer', () => {
  test('INV-11 a silence makes the outcome UNKNOWN, to be asked at once', () => {
    given(aHandoff('SENT'))
      .when(observe, answer({ type: 'UNKNOWN', code: 'TIMEOUT' }))
      .then({ type: 'HandoffOutcomeUnknown', code: 'TIMEOUT', errorClass: 'UNKNOWN', nextAskAt: after(1) })
  })

  test('INT-13 "not done" is sent again within the budget, then falls out', () => {
    const seen: Observation = { type: 'TECHNICAL_RETRYABLE', code: 'HTTP_503' }
    given(aHandoff('SENT'))
      .when(observe, answer(seen))
      .then({ type: 'HandoffRetryScheduled', budget: 'TECHNICAL' })
    given(aHandoff('SENT', { technicalCount: timing.technicalAttempts }))
      .when(observe, answer(seen))
      .then({ type: 'HandoffFellOut', code: 'TECHNICAL_RETRIES_SPENT' })
  })

  test('a vague answer to an earlier send says nothing', () => {
    given(aHandoff('SENT', { attemptCount: 2 }))
      .when(observe, answer({ type: 'TECHNICAL_RETRYABLE' }, 1))
      .then()
  })

  test('a settling answer to an earlier send counts: the key is the same', () => {
    given(aHandoff('UNKNOWN', { attemptCount: 2 }))
      .when(observe, answer({ type: 'ACCEPTED', reference: 'RES-1' }, 1))
      .then({ type: 'HandoffAccepted', reference: 'RES-1' })
  })
})

describe('a question', () => {
  test('M21 "not found" proves nothing before the settle time', () => {
    given(aHandoff('RECONCILING'))
      .when(observe, finding({ type: 'NOT_FOUND' }, timing.settleMs - 1))
      .then({ type: 'HandoffOutcomeUnknown', nextAskAt: after(timing.settleMs) })
  })

  test('M21 after it the same key is sent again, as often as the treaty allows', () => {
    given(aHandoff('RECONCILING'))
      .when(observe, finding({ type: 'NOT_FOUND' }, timing.settleMs))
      .then({ type: 'HandoffRetryScheduled', budget: 'RESEND' })
    given(aHandoff('RECONCILING', { resendCount: timing.resendAttempts }))
      .when(observe, finding({ type: 'NOT_FOUND' }, timing.settleMs))
      .then({ type: 'HandoffFellOut', code: 'NOT_FOUND_AFTER_RESENDS', errorClass: 'UNKNOWN' })
  })

  test('an outage of the other side keeps what was held, until a person takes over', () => {
    const seen: Observation = { type: 'TECHNICAL_RETRYABLE', code: 'ECONNREFUSED' }
    given(aHandoff('RECONCILING')).when(observe, finding(seen)).then({ type: 'HandoffOutcomeUnknown' })
    given(aHandoff('RECONCILING', { askedFrom: 'PENDING' }))
      .when(observe, finding(seen))
      .then({ type: 'HandoffPending' })
    given(aHandoff('RECONCILING'))
      .when(observe, finding(seen, timing.answerWithinMs))
      .then({ type: 'HandoffFellOut', code: 'NO_ANSWER_IN_TIME' })
  })
})

describe('what comparing the sides says', () => {
  test.each([
    ['PENDING', 'ACCEPTED', 'EXTERNAL_SUCCESS'],
    ['UNKNOWN', 'BUSINESS_REJECTED', 'EXTERNAL_FAILURE'],
    ['PENDING', 'PENDING', 'MATCHED'],
    ['COMPLETED', 'ACCEPTED', 'MATCHED'],
    ['REJECTED', 'BUSINESS_REJECTED', 'MATCHED'],
    ['UNKNOWN', 'NOT_FOUND', 'EXTERNAL_UNKNOWN'],
    ['UNKNOWN', 'TECHNICAL_RETRYABLE', 'EXTERNAL_UNKNOWN'],
    ['REJECTED', 'ACCEPTED', 'LOCAL_IMPOSSIBLE'],
    ['CANCELLED', 'ACCEPTED', 'LOCAL_IMPOSSIBLE'],
    ['COMPLETED', 'BUSINESS_REJECTED', 'LOCAL_IMPOSSIBLE'],
  ] as const)('REC-03 %s here and %s there is %s', (state, type, result) => {
    expect(compare(aHandoff(state), { type, reference: 'RES-1' })).toMatchObject({ result })
  })

  test('REC-03 another reference for what is done is a second effect: LOCAL_IMPOSSIBLE', () => {
    const seen: Observation = { type: 'ACCEPTED', reference: 'RES-2' }
    expect(compare(aHandoff('COMPLETED'), seen).result).toBe('LOCAL_IMPOSSIBLE')
    given(aHandoff('COMPLETED'))
      .when(observe, finding(seen))
      .then({ type: 'HandoffFellOut', code: 'LOCAL_IMPOSSIBLE' })
  })

  test('REC-01 answers the four questions', () => {
    expect(
      compare(aHandoff('PENDING'), { type: 'ACCEPTED', externalStatus: 'HELD', reference: 'RES-1' }),
    ).toEqual({
      result: 'EXTERNAL_SUCCESS',
      externalBelief: 'ACCEPTED HELD RES-1',
      localBelief: 'PENDING',
      divergence: 'PENDING here, ACCEPTED there',
      action: 'apply the success observation',
    })
  })
})
