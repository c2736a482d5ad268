import { describe, expect, test } from '@jest/globals'
import { namedStaleReasons } from '@pactwork/contracts/events/quote'
import { given } from '@pactwork/kernel/testing'
import { quoteAfter, quoteIn, submissionEvidence } from './quote.examples.ts'
import { submit } from './quote.lifecycle.ts'
import { recordStalePrice } from './quote.pricing.ts'

const draft = quoteIn('DRAFT')
const reasons = [{ fact: 'lines.qln_1.prices.pop_1.amount', was: '10', is: '11' }]
const staled = { priceResultId: 'prc_1', reasons }

/** The draft after its price was marked. */
function marked(because = reasons) {
  const { decision } = given(draft).when(recordStalePrice, { ...staled, reasons: because })
  if (decision.kind !== 'accepted') throw new Error(decision.code)

  return quoteAfter(decision.events, draft)
}

describe('The price of a draft that its owner no longer stands by', () => {
  test('M6 M35 is marked early, with the facts that differ', () => {
    given(draft).when(recordStalePrice, staled).then({
      type: 'QuotePriceStaled',
      priceResultId: 'prc_1',
      priceHash: 'sha256:price',
      reasons,
      reasonCount: 1,
    })
    expect(marked().price?.staleBecause).toBe('FACTS_CHANGED')
    expect(marked([{ fact: 'validUntil', was: '2026-07-31', is: '2026-08-01' }]).price?.staleBecause).toBe(
      'VALIDITY_PASSED',
    )
  })

  test('is marked once, and not when the draft has another price by now, or changed itself', () => {
    given(marked()).when(recordStalePrice, staled).then()
    given(draft)
      .when(recordStalePrice, { ...staled, priceResultId: 'prc_2' })
      .then()
    given({ ...draft, price: { ...draft.price!, staleBecause: 'LINE_ADDED' } })
      .when(recordStalePrice, staled)
      .then()
    given(quoteIn('SUBMITTED')).when(recordStalePrice, staled).rejects('QUOTE_NOT_DRAFT')
  })

  test('M17 names some facts of very many, and counts all', () => {
    const many = Array.from({ length: 500 }, (_, index) => ({ ...reasons[0]!, fact: `lines.${index}` }))
    const { decision } = given(draft).when(recordStalePrice, { ...staled, reasons: many })

    expect(decision).toMatchObject({
      events: [{ reasons: many.slice(0, namedStaleReasons), reasonCount: 500 }],
    })
  })

  test('M6 M35 the mark decides nothing: submitting asks the owner, and that answer counts', () => {
    const early = marked()
    const evidence = submissionEvidence(early)
    const price = { ...evidence.price!, fresh: false, reasons }

    given(early)
      .when(submit, { by: 'usr_sales', evidence: { ...evidence, price } })
      .rejects('PRICE_STALE', { because: reasons[0]!.fact })
    const { decision } = given(early).when(submit, { by: 'usr_sales', evidence })
    if (decision.kind !== 'accepted') throw new Error(decision.code)
    expect(quoteAfter(decision.events, early)).toMatchObject({
      state: 'SUBMITTED',
      price: { staleBecause: null },
    })
  })
})
