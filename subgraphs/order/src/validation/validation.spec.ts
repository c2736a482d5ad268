import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { after, capturedOrder, soundOrder, validatedOrder } from '../order.fixtures.ts'
import { statusOf } from '../order.ts'
import { checksOf, type Check, type CheckSeverity, type ValidationEvidence } from './validation.rules.ts'
import { overrideValidation, validateOrder, validationStatus } from './validation.ts'

const sound = soundOrder()
const answer = (severity: CheckSeverity, code: string = severity): Check => ({
  dimension: 'CUSTOMER',
  code,
  severity,
  message: '',
  target: 'order',
})
const asked = (...checks: Check[]) => ({ checks, caseId: 'fal_1', by: 'usr_1' })
const codes = (evidence: ValidationEvidence) =>
  checksOf(evidence).flatMap(({ code, severity }) => (severity === 'PASSED' ? [] : [`${severity} ${code}`]))
const customer = (status: string): ValidationEvidence => ({
  ...sound,
  customer: sound.customer.answered
    ? { answered: true, evidence: sound.customer.evidence && { ...sound.customer.evidence, status } }
    : sound.customer,
})

describe('the questions after capture', () => {
  test('CAP-33 a sound order passes each dimension that has an owner', () => {
    expect(codes(sound)).toEqual([])
    expect([...new Set(checksOf(sound).map((check) => check.dimension))].sort()).toEqual([
      'ACCEPTANCE',
      'CUSTOMER',
      'DUPLICATE',
      'FULFILLMENT_DATA',
      'INVENTORY',
      'ORDERABLE',
      'SERVICE_LOCATION',
      'SOURCE_QUOTE',
    ])
  })

  test.each([
    [
      'the source quote is gone',
      { ...sound, quote: { answered: true, evidence: null } },
      'BLOCKER SOURCE_QUOTE_MISSING',
    ],
    [
      'the quote was revised',
      { ...sound, order: { ...sound.order, sourceQuoteRevision: 1 } },
      'BLOCKER SOURCE_QUOTE_REVISED',
    ],
    [
      'the acceptance is another one',
      { ...sound, order: { ...sound.order, acceptanceId: 'acc_2' } },
      'BLOCKER ACCEPTANCE_MISSING',
    ],
    ['the customer is suspended', customer('SUSPENDED'), 'MANUAL_REVIEW CUSTOMER_SUSPENDED'],
    ['the customer is closed', customer('CLOSED'), 'BLOCKER CUSTOMER_CLOSED'],
    ['the status means nothing here', customer('ASLEEP'), 'BLOCKER CUSTOMER_UNKNOWN'],
    [
      'the offering is gone',
      { ...sound, offerings: { answered: true, evidence: [] } },
      'BLOCKER OFFERING_NOT_ORDERABLE',
    ],
    [
      'the rules are missing',
      { ...sound, order: { ...sound.order, rules: {} } },
      'WARNING FULFILLMENT_RULES_MISSING',
    ],
    [
      'another order carries the same lines',
      { ...sound, order: { ...sound.order, rivals: ['O-2026-000009'] } },
      'BLOCKER DUPLICATE_ORDER',
    ],
    [
      'the customer context does not answer',
      { ...sound, customer: { answered: false } },
      'EXTERNAL_PENDING NOT_ANSWERED',
    ],
    [
      'the catalog does not answer',
      { ...sound, offerings: { answered: false } },
      'EXTERNAL_PENDING NOT_ANSWERED',
    ],
  ] satisfies [string, ValidationEvidence, string][])('CAP-33 tell when %s', (_, evidence, code) => {
    expect(codes(evidence)).toContain(code)
  })

  test('CAP-34 an address that is not verified only warns', () => {
    const unverified = {
      ...sound,
      customer: {
        answered: true as const,
        evidence:
          sound.customer.answered && sound.customer.evidence
            ? { ...sound.customer.evidence, sites: [{ id: 'sit_1', verified: false }] }
            : null,
      },
    }

    expect(codes(unverified)).toEqual(['WARNING INSTALLATION_ADDRESS_UNVERIFIED'])
  })

  test.each([
    [['PASSED', 'WARNING'], 'PASSED'],
    [['WARNING', 'MANUAL_REVIEW'], 'REVIEW'],
    [['MANUAL_REVIEW', 'EXTERNAL_PENDING'], 'PENDING'],
    [['EXTERNAL_PENDING', 'BLOCKER'], 'FAILED'],
  ] satisfies [CheckSeverity[], string][])('CAP-35 of %j the gravest decides: %s', (severities, status) => {
    expect(validationStatus(severities.map((severity) => answer(severity)))).toBe(status)
  })
})

describe('validating an order', () => {
  test('goes on with warnings', () => {
    given(capturedOrder())
      .when(validateOrder, asked(answer('WARNING', 'STOCK_NOT_ASSURED')))
      .then(
        { type: 'OrderValidationStarted', run: 1 },
        { type: 'OrderValidated', warnings: ['STOCK_NOT_ASSURED'] },
        { type: 'OrderMilestoneReached', milestone: 'ORDER_VALIDATED', position: 2 },
      )
  })

  test('CNF-13 stops with a case on a blocker, and the order persists', () => {
    const blocked = after(
      capturedOrder(),
      validateOrder(capturedOrder(), asked(answer('BLOCKER', 'CUSTOMER_CLOSED'))),
    )

    expect(statusOf(blocked)).toBe('FALLOUT')
    expect(blocked.cases).toMatchObject([
      { phase: 'VALIDATION', reasonCode: 'VALIDATION_BLOCKED', evidence: { codes: ['CUSTOMER_CLOSED'] } },
    ])
  })

  test('CAP-35 asks a person where judgement is needed', () => {
    given(capturedOrder())
      .when(validateOrder, asked(answer('MANUAL_REVIEW')))
      .then(
        { type: 'OrderValidationStarted' },
        { type: 'OrderValidationFailed', status: 'REVIEW' },
        { type: 'OrderFalloutOpened', reasonCode: 'VALIDATION_NEEDS_REVIEW', severity: 'MANUAL_REVIEW' },
      )
  })

  test('CAP-35 waits for what has not answered and opens no case', () => {
    const pending = after(capturedOrder(), validateOrder(capturedOrder(), asked(answer('EXTERNAL_PENDING'))))

    expect(statusOf(pending)).toBe('VALIDATING')
    given(pending)
      .when(validateOrder, asked(answer('PASSED')))
      .then(
        { type: 'OrderValidationStarted', run: 2 },
        { type: 'OrderValidated' },
        { type: 'OrderMilestoneReached' },
      )
  })

  test('a pass after a blocker closes its case', () => {
    const blocked = after(capturedOrder(), validateOrder(capturedOrder(), asked(answer('BLOCKER'))))

    given(blocked)
      .when(validateOrder, asked(answer('PASSED')))
      .then(
        { type: 'OrderValidationStarted', run: 2 },
        { type: 'OrderFalloutResolved', caseId: 'fal_1', resolution: 'REVALIDATED', resolvedBy: 'usr_1' },
        { type: 'OrderValidated' },
        { type: 'OrderMilestoneReached' },
      )
  })

  test('the same blocker again opens no second case', () => {
    const blocked = after(capturedOrder(), validateOrder(capturedOrder(), asked(answer('BLOCKER'))))

    given(blocked)
      .when(validateOrder, asked(answer('BLOCKER')))
      .then({ type: 'OrderValidationStarted' }, { type: 'OrderValidationFailed' })
  })

  test('CAP-36 a supervisor overrides what stands in the way, and it stays named', () => {
    const blocked = after(
      capturedOrder(),
      validateOrder(capturedOrder(), asked(answer('BLOCKER', 'CUSTOMER_CLOSED'))),
    )

    given(blocked)
      .when(overrideValidation, { by: 'usr_3' })
      .then(
        { type: 'OrderFalloutResolved', resolution: 'OVERRIDDEN', resolvedBy: 'usr_3' },
        { type: 'OrderValidated', warnings: ['CUSTOMER_CLOSED'] },
        { type: 'OrderMilestoneReached', milestone: 'ORDER_VALIDATED' },
      )
    expect(statusOf(after(blocked, overrideValidation(blocked, { by: 'usr_3' })))).toBe('VALIDATED')
  })

  test('CAP-36 there is nothing to override where nothing stands in the way', () => {
    for (const order of [capturedOrder(), validatedOrder()]) {
      given(order).when(overrideValidation, { by: 'usr_3' }).rejects('ORDER_NOT_VALIDATABLE')
    }
  })

  test('is refused once the order is validated', () => {
    given(validatedOrder())
      .when(validateOrder, asked())
      .rejects('ORDER_NOT_VALIDATABLE', { status: 'VALIDATED' })
  })
})
