import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { acceptQuote } from './quote.acceptance.ts'
import { addLine } from './quote.draft.ts'
import {
  acceptanceEvidence,
  customer,
  offering,
  quoteAfter,
  quoteIn,
  submissionEvidence,
} from './quote.examples.ts'
import {
  announceExpiry,
  expire,
  expiryNotice,
  recordApproval,
  recordRejection,
  revise,
  submit,
} from './quote.lifecycle.ts'

const draft = quoteIn('DRAFT')
const evidence = submissionEvidence(draft)
const reasons = [{ fact: 'lines.qln_1.prices.pop_1.amount', was: '10', is: '11' }]

describe('Submitting', () => {
  test('QUO-03 freezes the revision with the evidence it rests on', () => {
    given(draft).when(submit, { by: 'usr_sales', evidence }).then({
      type: 'QuoteSubmitted',
      revision: 1,
      priceHash: 'sha256:price',
      contractValueMinor: 34_000,
      submittedBy: 'usr_sales',
    })
  })

  test('QUO-03 a submitted revision takes no more changes', () => {
    given(quoteIn('SUBMITTED'))
      .when(addLine, { lineId: 'qln_2', offering, quantity: 1, siteId: null, siteIds: [] })
      .rejects('QUOTE_NOT_DRAFT', { state: 'SUBMITTED' })
  })

  test('SEC-01c is for the owner of the quote', () => {
    given(draft).when(submit, { by: 'usr_other', evidence }).rejects('QUOTE_NOT_OWNED')
  })

  test('SEC-01c needs a price that its owner still stands by, and says which fact changed', () => {
    const price = { ...evidence.price!, fresh: false, reasons }
    const { decision } = given(draft).when(submit, { by: 'usr_sales', evidence: { ...evidence, price } })

    expect(decision).toMatchObject({
      code: 'PRICE_STALE',
      details: { because: 'lines.qln_1.prices.pop_1.amount' },
      violations: [
        { path: 'lines.qln_1.prices.pop_1.amount', message: expect.stringContaining('was 10 and is 11') },
      ],
    })
  })

  test('PRC-08 needs a price of what the quote has now', () => {
    const changed = { ...draft, price: { ...draft.price!, staleBecause: 'LINE_ADDED' } }

    given(changed).when(submit, { by: 'usr_sales', evidence }).rejects('PRICE_STALE', { because: 'quote' })
    given({ ...draft, price: null })
      .when(submit, { by: 'usr_sales', evidence })
      .rejects('PRICE_MISSING_ON_QUOTE')
    given(draft)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, price: null } })
      .rejects('PRICE_STALE')
  })

  test.each([
    ['is no longer valid', { status: 'INVALID' as const }],
    ['has another hash', { hash: 'sha256:other' }],
  ])('M6 needs every configuration as its owner has it: refused when one %s', (_, over) => {
    const configurations = evidence.configurations.map((each) => ({ ...each, ...over }))

    given(draft)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, configurations } })
      .rejects('CONFIGURATION_NOT_VALID')
  })

  test('M6 fails closed when the owner of a configuration does not know it', () => {
    given(draft)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, configurations: [] } })
      .rejects('CONFIGURATION_NOT_VALID')
  })

  test('needs an active customer', () => {
    given(draft)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, customer: null } })
      .rejects('CUSTOMER_UNKNOWN')
    given(draft)
      .when(submit, {
        by: 'usr_sales',
        evidence: { ...evidence, customer: { ...customer, status: 'CLOSED' } },
      })
      .rejects('CUSTOMER_NOT_ACTIVE')
  })

  test.each([
    ['AVAILABLE', true],
    ['PARTIALLY_AVAILABLE', true],
    ['UNKNOWN', true],
    ['NOT_CHECKED', true],
    ['STALE', true],
    ['UNAVAILABLE', false],
  ] as const)('QUO-13 keeps a reference to what inventory said: %s', (state, passes) => {
    const availability = evidence.availability.map((each) => ({ ...each, state }))
    const sentence = given(draft).when(submit, { by: 'usr_sales', evidence: { ...evidence, availability } })

    if (!passes) return sentence.rejects('AVAILABILITY_BLOCKS', { lines: 'Rooftop sensor' })
    if (sentence.decision.kind !== 'accepted') throw new Error(sentence.decision.code)
    expect(quoteAfter(sentence.decision.events, draft).lines[0]?.availability).toEqual({
      state,
      evidenceId: 'ave_1',
      hash: 'sha256:stock',
      asOf: '2026-07-01T10:00:00.000Z',
    })
  })

  test('is refused when the quote changed while others were asked', () => {
    given(draft)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, quoteVersion: draft.version - 1 } })
      .rejects('QUOTE_CHANGED_MEANWHILE')
  })
})

describe('An approval', () => {
  const granted = {
    approvalId: 'apr_1',
    revision: 1,
    priceHash: 'sha256:price',
    level: 'MANAGER',
    decidedBy: 'usr_2',
  }
  const submitted = quoteIn('SUBMITTED')

  test('APR-03 counts for exactly the revision and the price it was given for', () => {
    given(submitted)
      .when(recordApproval, granted)
      .then({ type: 'QuoteApproved', approvalId: 'apr_1', revision: 1 })
    given(submitted)
      .when(recordApproval, { ...granted, revision: 2 })
      .rejects('APPROVAL_STALE')
    given(submitted)
      .when(recordApproval, { ...granted, priceHash: 'sha256:other' })
      .rejects('APPROVAL_STALE')
    given(submitted)
      .when(recordRejection, { approvalId: 'apr_1', revision: 2, decidedBy: 'usr_2' })
      .rejects('APPROVAL_STALE')
  })

  test('APR-05 is void as soon as the quote is revised, and the price has to be made anew', () => {
    const approved = quoteIn('APPROVED')
    const { decision } = given(approved).when(revise, { because: 'other term', by: 'usr_sales' })
    if (decision.kind !== 'accepted') throw new Error(decision.code)
    const after = quoteAfter(decision.events, approved)

    expect(after).toMatchObject({
      state: 'DRAFT',
      revision: 2,
      approval: null,
      validUntil: null,
      price: { staleBecause: 'REVISED' },
    })
    expect(after.lines).toHaveLength(1)
    expect(after.lines[0]?.availability?.state).toBe('STALE')
  })
})

describe('Accepting', () => {
  const approved = quoteIn('APPROVED')
  const fresh = acceptanceEvidence(approved)
  const yes = {
    acceptanceId: 'acc_1',
    revision: 1,
    by: 'usr_customer',
    businessDate: '2026-07-31',
    evidence: fresh,
  }

  test('QUO-04 M33 is for the current, approved revision on its last day as well', () => {
    given(approved).when(acceptQuote, yes).then({
      type: 'QuoteAccepted',
      acceptanceId: 'acc_1',
      customerId: 'cus_1',
      approvalId: 'apr_1',
      acceptedBy: 'usr_customer',
    })
  })

  test('QUO-04 is refused for another revision, another state, and after the last day', () => {
    given(approved)
      .when(acceptQuote, { ...yes, revision: 2 })
      .rejects('REVISION_NOT_CURRENT', { asked: 2, current: 1 })
    given(quoteIn('SUBMITTED')).when(acceptQuote, yes).rejects('QUOTE_NOT_APPROVED', { state: 'SUBMITTED' })
    given(approved)
      .when(acceptQuote, { ...yes, businessDate: '2026-08-01' })
      .rejects('QUOTE_PAST_VALIDITY')
  })

  test('QUO-05 SEC-01e a stale price is refused with the facts that changed', () => {
    const price = { ...fresh.price!, fresh: false, reasons }

    given(approved)
      .when(acceptQuote, { ...yes, evidence: { ...fresh, price } })
      .rejects('PRICE_STALE', { because: 'lines.qln_1.prices.pop_1.amount' })
  })

  test.each([
    ['is unknown', null],
    ['was invalidated', { ...fresh.approval!, state: 'INVALIDATED' }],
    ['is about another revision', { ...fresh.approval!, revision: 2 }],
    ['is about another price', { ...fresh.approval!, priceHash: 'sha256:other' }],
  ])('APR-03 SEC-01e an approval that %s is refused', (_, approval) => {
    given(approved)
      .when(acceptQuote, { ...yes, evidence: { ...fresh, approval } })
      .rejects('APPROVAL_STALE')
  })

  test('M6 without evidence there is no acceptance', () => {
    given(approved)
      .when(acceptQuote, { ...yes, evidence: null })
      .rejects('QUOTE_CHANGED_MEANWHILE')
    given(approved)
      .when(acceptQuote, { ...yes, evidence: { ...fresh, price: null } })
      .rejects('PRICE_STALE')
    given(approved)
      .when(acceptQuote, { ...yes, evidence: { ...fresh, customer: null } })
      .rejects('CUSTOMER_UNKNOWN')
    given(approved)
      .when(acceptQuote, { ...yes, evidence: { ...fresh, customer: { ...customer, customerId: 'cus_2' } } })
      .rejects('CUSTOMER_CHANGED')
  })

  test('QUO-07 M33 happens once for ever: the answer to another is the acceptance there is', () => {
    given(quoteIn('ACCEPTED'))
      .when(acceptQuote, { ...yes, evidence: null })
      .rejects('QUOTE_ALREADY_ACCEPTED', { acceptance: { id: 'acc_1' } })
  })

  test('M6 keeps one hash of all the evidence', () => {
    const { decision } = given(approved).when(acceptQuote, yes)

    expect(decision).toMatchObject({
      events: [{ evidenceHash: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) }],
    })
  })
})

describe('Expiring', () => {
  test('QUO-04 an offer expires after its last day and not before', () => {
    given(quoteIn('APPROVED')).when(expire, { businessDate: '2026-08-01' }).then({ type: 'QuoteExpired' })
    given(quoteIn('APPROVED')).when(expire, { businessDate: '2026-07-31' }).rejects('QUOTE_STILL_VALID')
  })
})

describe('An offer that expires soon', () => {
  const approved = quoteIn('APPROVED')
  const noticeDays = expiryNotice.businessDays

  test('is said to, from some business days before its last one on', () => {
    given(approved)
      .when(announceExpiry, { revision: 1, businessDate: '2026-07-25' })
      .rejects('QUOTE_NOT_YET_EXPIRING', { validUntil: '2026-07-31', noticeDays })
    given(approved)
      .when(announceExpiry, { revision: 1, businessDate: '2026-07-26' })
      .then({ type: 'QuoteExpiring', revision: 1, validUntil: '2026-07-31', daysLeft: noticeDays })
    given(quoteIn('SUBMITTED'))
      .when(announceExpiry, { revision: 1, businessDate: '2026-07-31' })
      .then({ type: 'QuoteExpiring', daysLeft: 0 })
  })

  test('is not when that day is over, when it was revised, or when it is no offer any more', () => {
    given(approved)
      .when(announceExpiry, { revision: 1, businessDate: '2026-08-01' })
      .rejects('QUOTE_PAST_VALIDITY')
    given({ ...approved, revision: 2 })
      .when(announceExpiry, { revision: 1, businessDate: '2026-07-31' })
      .rejects('REVISION_NOT_CURRENT', { asked: 1, current: 2 })
    given(quoteIn('ACCEPTED'))
      .when(announceExpiry, { revision: 1, businessDate: '2026-07-31' })
      .rejects('QUOTE_TRANSITION_NOT_ALLOWED')
  })

  test('is still what it was', () => {
    const { decision } = given(approved).when(announceExpiry, { revision: 1, businessDate: '2026-07-31' })
    if (decision.kind !== 'accepted') throw new Error(decision.code)

    expect(quoteAfter(decision.events, approved)).toEqual({ ...approved, version: approved.version + 1 })
  })
})
