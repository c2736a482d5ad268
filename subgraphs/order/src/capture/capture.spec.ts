import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { captureFacts, capturedOrder, soundEvidence } from '../order.fixtures.ts'
import { quoteRules, type CaptureEvidence } from './capture.rules.ts'
import { capture, violationsOf } from './capture.ts'
import { orderLimits } from './order.rules.ts'

const sound = soundEvidence()
const quote = (changes: Partial<CaptureEvidence['quote']>): CaptureEvidence => ({
  ...sound,
  quote: { ...sound.quote, ...changes },
})
const [line] = sound.quote.lines
if (line === undefined) throw new Error('The fixture has no line.')

describe('capturing an accepted quote', () => {
  test('ORD-09 makes an order from the accepted revision', () => {
    given(soundEvidence(2))
      .when(capture, captureFacts(2))
      .then(
        { type: 'OrderCaptured', sourceQuoteId: 'quo_1', sourceQuoteRevision: 2, acceptanceId: 'acc_1' },
        { type: 'OrderMilestoneReached', milestone: 'ORDER_CAPTURED', position: 1 },
      )
  })

  test('ORD-06 ORD-08 each line refers to its accepted quote line with offering, quantity and configuration', () => {
    expect(capturedOrder(2).lines).toEqual([
      {
        lineId: 'oln_1',
        quoteLineId: 'qln_1',
        number: 1,
        action: 'ADD',
        offeringId: 'off_1',
        offeringVersion: '1.0',
        specificationId: 'spc_1',
        quantity: 1,
        configurationId: 'cfg_1',
        configurationHash: 'sha256:cfg1',
      },
      expect.objectContaining({ lineId: 'oln_2', quoteLineId: 'qln_2', number: 2, quantity: 2 }),
    ])
  })

  test('ORD-02 ORD-03 the header says what it is, for whom, and from which promise', () => {
    expect(capturedOrder()).toMatchObject({
      orderNumber: 'O-2026-000001',
      orderType: 'NEW',
      captureMode: 'QUOTE_DERIVED',
      customerId: 'cus_1',
      sourceQuoteId: 'quo_1',
      sourceQuoteRevision: 2,
      acceptanceId: 'acc_1',
      priority: 'NORMAL',
      createdBy: 'usr_2',
      version: 2,
    })
  })

  test('CNF-04 CAP-18 QUO-20 a quote that became an order before answers with that order', () => {
    given(sound)
      .when(capture, { ...captureFacts(), existing: { id: 'ord_0', orderNumber: 'O-2026-000000' } })
      .rejects('QUOTE_ALREADY_CONVERTED', { orderNumber: 'O-2026-000000', order: { id: 'ord_0' } })
  })

  test('CAP-18 asks nine things: eight of the evidence, and whether the quote was converted', () => {
    expect(Object.keys(quoteRules)).toHaveLength(8)
    expect(violationsOf(sound)).toEqual([])
  })

  test.each([
    ['exists', quote({ quoteId: 'quo_2' }), 'QUOTE_NOT_FOUND'],
    ['exists in this tenant', quote({ tenantId: 'ten_2' }), 'QUOTE_NOT_FOUND'],
    ['is accepted', quote({ state: 'APPROVED' }), 'QUOTE_NOT_ACCEPTED'],
    ['is accepted by this acceptance', quote({ acceptanceId: 'acc_2' }), 'ACCEPTANCE_MISMATCH'],
    ['stands in the accepted revision', quote({ acceptedRevision: 1 }), 'QUOTE_REVISION_MISMATCH'],
    ['was valid', quote({ validUntil: null }), 'QUOTE_EXPIRED'],
    ['belongs to the customer', quote({ customerId: 'cus_2' }), 'QUOTE_CUSTOMER_MISMATCH'],
    ['has an approval', { ...sound, approval: null }, 'APPROVAL_NOT_VALID'],
    ['is approved as it is', quote({ approvalId: 'apr_2' }), 'APPROVAL_NOT_VALID'],
    ['has the accepted price', quote({ acceptedPriceHash: 'sha256:q' }), 'PRICE_HASH_MISMATCH'],
    ['has a price its owner knows', { ...sound, price: null }, 'PRICE_HASH_MISMATCH'],
    ['has its configurations', { ...sound, configurations: [] }, 'CONFIGURATION_HASH_MISMATCH'],
  ])('CAP-18 QUO-20 the quote %s', (_, evidence, code) => {
    expect(violationsOf(evidence).map((violation) => violation.code)).toContain(code)
  })

  test('CFG-09 each configuration is the accepted one: another hash of one of them is refused', () => {
    const [first, second] = soundEvidence(2).configurations
    if (!first || !second) throw new Error('The fixture has no configurations.')
    const changed = { ...soundEvidence(2), configurations: [first, { ...second, hash: 'sha256:other' }] }

    expect(violationsOf(changed)).toMatchObject([{ code: 'CONFIGURATION_HASH_MISMATCH' }])
  })

  test('CAP-18 an approval that was voided since is told from the one that stands', () => {
    const voided = { ...sound, approval: sound.approval && { ...sound.approval, state: 'INVALIDATED' } }

    given(voided).when(capture, captureFacts()).rejects('ORDER_VALIDATION_FAILED')
  })

  test.each([
    ['has a line', quote({ lines: [] }), 'NO_LINES'],
    ['has no line twice', quote({ lines: [line, line] }), 'LINE_TWICE'],
    ['knows its actions', quote({ lines: [{ ...line, action: 'MODIFY' }] }), 'ACTION_NOT_SUPPORTED'],
    ['has positive quantities', quote({ lines: [{ ...line, quantity: 0 }] }), 'QUANTITY_NOT_POSITIVE'],
    ['knows its offerings', { ...sound, offerings: [] }, 'OFFERING_SNAPSHOT_MISSING'],
    [
      'is not worth less than nothing',
      quote({ contractValue: { amount: '-1', currency: 'EUR' } }),
      'TOTAL_NEGATIVE',
    ],
    ['keeps the priced quantity', quote({ lines: [{ ...line, quantity: 7 }] }), 'LINE_NOT_PRICED'],
  ])('CAP-21 an order %s', (_, evidence, code) => {
    expect(violationsOf(evidence).map((violation) => violation.code)).toContain(code)
  })

  test('CAP-21 an order has at most as many lines as its facts can tell', () => {
    expect(violationsOf(soundEvidence(orderLimits.lines))).toEqual([])
    expect(violationsOf(soundEvidence(orderLimits.lines + 1))).toMatchObject([{ code: 'TOO_MANY_LINES' }])
  })

  test('CAT-09 what is grandfathered is captured, what is not orderable is refused with its reasons', () => {
    const judged = (decision: string) => ({
      ...sound,
      offerings: sound.offerings.map((one) => ({
        ...one,
        decision,
        reasons: [{ code: 'OFFERING_EXPIRED', message: 'Expired.' }],
      })),
    })

    expect(violationsOf(judged('GRANDFATHERED'))).toEqual([])
    expect(violationsOf(judged('NOT_ORDERABLE'))).toMatchObject([
      { code: 'OFFERING_NOT_ORDERABLE', message: expect.stringContaining('OFFERING_EXPIRED') },
    ])
  })

  test('CAP-24 all that is wrong is told at once, each with its path', () => {
    const wrong = quote({ state: 'CANCELLED', lines: [], contractValue: null })

    expect(capture(wrong, captureFacts())).toMatchObject({
      code: 'ORDER_VALIDATION_FAILED',
      violations: [{ path: 'quote.state' }, { path: 'quote.lines' }, { path: 'quote.contractValue' }],
    })
  })
})
