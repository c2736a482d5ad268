import { describe, expect, test } from '@jest/globals'

import { requestStep } from './attempt.rules.ts'
import { handoffKey, tenantOfKey } from './handoff-key.ts'
import { handoffStates } from './handoff.transitions.ts'
import { aHandoff } from './testing.ts'

const same = { requestHash: 'sha256:1' }

describe('a key', () => {
  test('CNF-11 is derived from tenant, order, line, system, purpose and attempt, and from nothing else', () => {
    const subject = { orderId: 'ord_1', lineId: 'oln_1', attempt: 2 }

    expect(handoffKey('ten_1', 'inventory', 'RESERVE', subject)).toBe('ten_1:ord_1:oln_1:inventory:RESERVE:2')
    expect(handoffKey('ten_1', 'inventory', 'RESERVE', { ...subject })).toBe(
      handoffKey('ten_1', 'inventory', 'RESERVE', subject),
    )
    expect(tenantOfKey(handoffKey('ten_1', 'inventory', 'RESERVE', subject))).toBe('ten_1')
  })
})

describe('a request', () => {
  test('is created when there is none', () => {
    expect(requestStep(undefined, { attempt: 1, ...same })).toBe('CREATE')
  })

  test.each(handoffStates)(
    'INT-16 repeated for one that is %s: returned, and refused with another payload',
    (state) => {
      expect(requestStep(aHandoff(state), { attempt: 1, ...same })).toBe('RETURN')
      expect(requestStep(aHandoff(state), { attempt: 1, requestHash: 'sha256:2' })).toMatchObject({
        code: 'HANDOFF_KEY_CONFLICT',
      })
    },
  )

  test.each([
    ['REJECTED', 'CREATE'],
    ['CANCELLED', 'CREATE'],
    ['FALLOUT', 'RESUME'],
    ['CREATED', 'ADOPT'],
    ['SENT', 'ADOPT'],
    ['PENDING', 'ADOPT'],
    ['UNKNOWN', 'ADOPT'],
    ['RETRY_SCHEDULED', 'ADOPT'],
    ['RECONCILING', 'ADOPT'],
    ['ACCEPTED', 'ADOPT'],
  ] as const)('CNF-11 a new attempt after one that is %s: %s', (state, step) => {
    expect(requestStep(aHandoff(state), { attempt: 2, ...same })).toBe(step)
  })

  test('CNF-11 a new attempt after success would do it twice', () => {
    expect(requestStep(aHandoff('COMPLETED'), { attempt: 2, ...same })).toMatchObject({
      code: 'HANDOFF_ALREADY_COMPLETED',
    })
  })

  test('a resumed handoff answers the attempt that resumed it: that attempt resumes it once', () => {
    expect(requestStep(aHandoff('FALLOUT', { askedAttempt: 2 }), { attempt: 2, ...same })).toBe('RETURN')
    expect(requestStep(aHandoff('REJECTED', { askedAttempt: 2 }), { attempt: 2, ...same })).toBe('RETURN')
    expect(requestStep(aHandoff('REJECTED', { askedAttempt: 2 }), { attempt: 3, ...same })).toBe('CREATE')
  })

  test('an attempt that is over is refused', () => {
    expect(
      requestStep(aHandoff('SENT', { attempt: 2, askedAttempt: 2 }), { attempt: 1, ...same }),
    ).toMatchObject({
      code: 'HANDOFF_ATTEMPT_PASSED',
    })
  })
})
