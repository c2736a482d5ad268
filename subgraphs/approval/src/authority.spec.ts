import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { publishLimits } from './authority-policy.ts'
import { contradiction, heldBy, ownDiscount, standardLimits } from './authority.ts'
import { approvalSignal, captureModes, type SignalInput } from './signal.ts'

const rep = { roles: ['SALES_REP'], groups: [] }

describe('APR-04 authority limits', () => {
  test('are held by role or by group', () => {
    expect(
      heldBy(standardLimits, { roles: ['APPROVER'], groups: ['approval-directors'] }).map(
        ({ level }) => level,
      ),
    ).toEqual(['MANAGER', 'DIRECTOR'])
    expect(ownDiscount(standardLimits, rep)).toBe(500)
    expect(ownDiscount(standardLimits, { roles: ['CUSTOMER'], groups: ['nobody'] })).toBe(0)
  })

  test('do not contradict themselves', () => {
    const [first] = standardLimits.limits
    expect(contradiction(standardLimits.limits)).toBeUndefined()
    expect(contradiction([...standardLimits.limits, first!])).toContain('twice')
    expect(contradiction([first!])).toContain('DIRECTOR')
  })

  test('are published in versions, and the same ones are not published twice', () => {
    const dearer = standardLimits.limits.map((limit) => ({ ...limit, maximumContractValueMinor: 1 }))

    given(undefined).when(publishLimits, { id: 'apr_p', limits: standardLimits.limits }).then()
    given(undefined)
      .when(publishLimits, { id: 'apr_p', limits: dearer })
      .then({ type: 'AuthorityLimitsPublished', policyVersion: 'limits-1' })
    given({ id: 'apr_p', revision: 1, version: 'limits-1', limits: dearer })
      .when(publishLimits, { id: 'apr_p', limits: standardLimits.limits })
      .then({ type: 'AuthorityLimitsPublished', policyVersion: 'limits-2' })
    given(undefined).when(publishLimits, { id: 'apr_p', limits: [] }).rejects('AUTHORITY_LIMITS_INVALID')
  })
})

describe('APR-13 the approval signal of a way into the order system', () => {
  const small: SignalInput = {
    captureMode: 'DIRECT_ORDER',
    discountBasisPoints: 500,
    contractValueMinor: 10_000,
    ...rep,
    legalHold: false,
  }
  const deep = { ...small, discountBasisPoints: 501 }
  const held = { ...small, legalHold: true }

  test.each([
    ['QUOTE_DERIVED', deep, 'BY_QUOTE'],
    ['DIRECT_ORDER', small, 'NOT_REQUIRED'],
    ['DIRECT_ORDER', deep, 'APPROVAL_REQUIRED'],
    ['AMENDMENT', small, 'NOT_REQUIRED'],
    ['AMENDMENT', { ...small, contractValueMinor: 10_000_001 }, 'APPROVAL_REQUIRED'],
    ['CANCELLATION', small, 'NOT_REQUIRED'],
    ['CANCELLATION', held, 'LEGAL_APPROVAL_REQUIRED'],
    ['CANCELLATION', deep, 'APPROVAL_REQUIRED'],
    ['SUPPLEMENTAL', deep, 'BY_PARENT_ORDER'],
    ['ADMIN_MIGRATION', small, 'MANUAL_EVIDENCE_REQUIRED'],
  ] as const)('%s', (captureMode, input, signal) => {
    expect(approvalSignal({ ...input, captureMode })).toMatchObject({ signal, policyVersion: 'standard-1' })
  })

  test('has an answer for every way', () => {
    for (const captureMode of captureModes)
      expect(approvalSignal({ ...small, captureMode }).signal).toMatch(/^[A-Z_]+$/)
  })
})
