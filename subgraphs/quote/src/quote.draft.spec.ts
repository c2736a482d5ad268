import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { addLine, changeTerm, configureLine, createQuote, discountLine, removeLine } from './quote.draft.ts'
import {
  created,
  customer,
  lineAdded,
  lineConfigured,
  offering,
  quoteAfter,
  quoteIn,
} from './quote.examples.ts'
import { priceQuote } from './quote.pricing.ts'
import { lineLimit } from './quote.ts'

const begin = {
  quoteId: 'quo_1',
  number: 'Q-2026-000001',
  customerId: 'cus_1',
  ownerId: 'usr_sales',
  currency: 'EUR',
  termMonths: 12,
  channel: 'DIRECT',
}
const newLine = { lineId: 'qln_2', offering, quantity: 1, siteId: null, siteIds: ['sit_1'] }
const discount = {
  lineId: 'qln_1',
  basisPoints: 1500,
  reason: 'competing offer',
  by: 'usr_sales',
  authorityBasisPoints: 1000,
  authorityVersion: 'standard-1',
  maximumBasisPoints: 5000,
}

describe('A new quote', () => {
  test('QUO-10 keeps a snapshot of the customer, without anything personal', () => {
    const { decision } = given(undefined).when(createQuote, { ...begin, customer })

    expect(decision).toMatchObject({
      events: [{ type: 'QuoteCreated', customerSnapshot: { segment: 'ENTERPRISE' } }],
    })
    expect(JSON.stringify(decision)).not.toContain('siteIds')
  })

  test('is for an active customer that exists', () => {
    given(undefined)
      .when(createQuote, { ...begin, customer: null })
      .rejects('CUSTOMER_UNKNOWN')
    given(undefined)
      .when(createQuote, { ...begin, customer: { ...customer, status: 'SUSPENDED' } })
      .rejects('CUSTOMER_NOT_ACTIVE', { status: 'SUSPENDED' })
  })
})

describe('A line', () => {
  test('SEC-01a is of an offering that can be sold', () => {
    given(quoteIn('DRAFT'))
      .when(addLine, newLine)
      .then({ type: 'QuoteLineAdded', offeringId: 'off_2', quantity: 1 })
    given(quoteIn('DRAFT'))
      .when(addLine, { ...newLine, offering: { ...offering, orderable: false, reasons: ['EXPIRED'] } })
      .rejects('OFFERING_NOT_ELIGIBLE', { reasons: 'EXPIRED' })
    given(quoteIn('DRAFT'))
      .when(addLine, { ...newLine, offering: null })
      .rejects('OFFERING_UNKNOWN')
  })

  test('goes to a site of the customer', () => {
    given(quoteIn('DRAFT'))
      .when(addLine, { ...newLine, siteId: 'sit_1' })
      .then({ type: 'QuoteLineAdded', siteId: 'sit_1' })
    given(quoteIn('DRAFT'))
      .when(addLine, { ...newLine, siteId: 'sit_9' })
      .rejects('SITE_UNKNOWN')
  })

  test('is one of at most two hundred', () => {
    const full = {
      ...quoteIn('DRAFT'),
      lines: Array.from({ length: lineLimit }, () => quoteIn('DRAFT').lines[0]!),
    }

    given(full).when(addLine, newLine).rejects('QUOTE_LINE_LIMIT_REACHED', { maximum: lineLimit })
  })

  test('is there, or the command says so', () => {
    given(quoteIn('DRAFT')).when(removeLine, { lineId: 'qln_9' }).rejects('QUOTE_LINE_NOT_FOUND')
    given(quoteIn('DRAFT'))
      .when(discountLine, { ...discount, lineId: 'qln_9' })
      .rejects('QUOTE_LINE_NOT_FOUND')
  })

  test('CFG-04 keeps an invalid configuration, and is not priced with it', () => {
    const evidence = {
      lineId: 'qln_1',
      configurationId: 'cfg_2',
      status: 'INVALID' as const,
      hash: 'sha256:x',
      catalogVersion: 'v1',
      offeringVersion: '1.0',
      asOf: '2026-07-01T00:00:00.000Z',
    }
    const quote = quoteIn('DRAFT')
    const { decision } = given(quote).when(configureLine, { lineId: 'qln_1', quantity: 2, evidence })
    if (decision.kind !== 'accepted') throw new Error(decision.code)
    const after = quoteAfter(decision.events, quote)

    given(after)
      .when(priceQuote, { quoteVersion: after.version, customer, price: null })
      .rejects('CONFIGURATION_NOT_VALID', { lines: 'Rooftop sensor' })
  })
})

describe('A manual discount', () => {
  test('SEC-01b keeps who, why and which authority, and says when it needs an approval', () => {
    given(quoteIn('DRAFT')).when(discountLine, discount).then({
      type: 'QuoteLineDiscounted',
      by: 'usr_sales',
      reason: 'competing offer',
      authorityBasisPoints: 1000,
      approvalImpact: true,
    })
    given(quoteIn('DRAFT'))
      .when(discountLine, { ...discount, basisPoints: 1000 })
      .then({ type: 'QuoteLineDiscounted', approvalImpact: false })
  })

  test('SEC-01b is never above the maximum of the policy', () => {
    given(quoteIn('DRAFT'))
      .when(discountLine, { ...discount, basisPoints: 5001 })
      .rejects('DISCOUNT_ABOVE_POLICY', { asked: 5001, maximum: 5000 })
  })
})

describe('A price', () => {
  const price = { ...quoteIn('DRAFT').price!, resultId: 'prc_2' }

  test('PRC-10 is what pricing says; the quote refers to it', () => {
    const quote = quoteAfter([created, lineAdded, lineConfigured])

    given(quote)
      .when(priceQuote, { quoteVersion: quote.version, customer, price })
      .then({ type: 'QuotePriced', priceResultId: 'prc_2', priceHash: 'sha256:price' })
  })

  test('is refused when pricing refuses, when nothing is quoted, and when the quote changed meanwhile', () => {
    const quote = quoteIn('DRAFT')
    const asked = { quoteVersion: quote.version, customer, price }

    given(quote)
      .when(priceQuote, { ...asked, price: { refused: 'no price in EUR' } })
      .rejects('PRICE_REFUSED')
    given(quote)
      .when(priceQuote, { ...asked, quoteVersion: quote.version - 1 })
      .rejects('QUOTE_CHANGED_MEANWHILE')
    given(quoteAfter([created]))
      .when(priceQuote, { ...asked, quoteVersion: 1 })
      .rejects('QUOTE_HAS_NO_LINES')
  })

  test.each([
    ['LINE_ADDED', () => addLine(quoteIn('DRAFT'), newLine)],
    ['LINE_REMOVED', () => removeLine(quoteIn('DRAFT'), { lineId: 'qln_1' })],
    ['LINE_DISCOUNTED', () => discountLine(quoteIn('DRAFT'), discount)],
    ['TERM_CHANGED', () => changeTerm(quoteIn('DRAFT'), { termMonths: 36 })],
    [
      'LINE_CONFIGURED',
      () =>
        configureLine(quoteIn('DRAFT'), {
          lineId: 'qln_1',
          quantity: 3,
          evidence: {
            lineId: 'qln_1',
            configurationId: 'cfg_1',
            status: 'VALID',
            hash: 'sha256:configuration',
            catalogVersion: 'v1',
            offeringVersion: '1.0',
            asOf: '2026-07-01T00:00:00.000Z',
          },
        }),
    ],
  ])('PRC-08 becomes a former one by %s', (because, change) => {
    const decision = change()
    if (decision.kind !== 'accepted') throw new Error(decision.code)
    const after = quoteAfter(decision.events, quoteIn('DRAFT'))

    expect(after.price?.staleBecause).toBe(because)
    expect(after.validUntil).toBeNull()
  })

  test('stays when the term is what it was', () => {
    given(quoteIn('DRAFT')).when(changeTerm, { termMonths: 12 }).then()
  })
})
