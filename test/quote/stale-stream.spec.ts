import { expect, test } from '@jest/globals'
import type { Data } from '../stack/graph-client.ts'
import { salesScene } from './scene.ts'
import { following } from './stream-follower.ts'
import { businessDayIs, daysAfter, quoteChanges, timePasses, told } from './stream-walk.ts'

const filter = { change: ['STALE'] }
const quotesOf = (values: readonly Data[]): Set<string> => new Set(values.map(({ quote }) => quote.id))

test('M6 M35 another pricing policy marks every draft it was priced under, and none that was not priced', async () => {
  const scene = await salesScene()
  const admin = await scene.tenant.as('admin')
  const drafts = [await scene.priced(), await scene.priced()]
  const { quoteId: unpriced } = await scene.lined()
  const offer = await scene.approved()

  await following(scene.sales.token, quoteChanges, { filter, last: 100 }, async (follower) => {
    await admin.carry('publishPricingPolicy', { maximumDiscountBasisPoints: 4_000, validityDays: 10 })
    const values = await follower.first(2)
    expect(quotesOf(values)).toEqual(new Set(drafts.map(({ quoteId }) => quoteId)))
    expect(values.map(({ reasons }) => reasons)).toEqual([
      [{ fact: 'policyVersion', was: expect.any(String), is: expect.any(String) }],
      [{ fact: 'policyVersion', was: expect.any(String), is: expect.any(String) }],
    ])

    // What was not marked is marked by what happens to it next: nothing was told of it before.
    await scene.sales.carry('priceQuote', { quoteId: unpriced })
    await scene.sales.carry('changeQuoteTerm', { quoteId: unpriced, termMonths: 24 })
    await scene.sales.carry('reviseQuote', { quoteId: offer.quoteId, reason: 'The policy changed.' })
    expect(quotesOf((await follower.first(4)).slice(2))).toEqual(new Set([unpriced, offer.quoteId]))
  })
  const marked = await scene.seen(drafts[0]?.quoteId ?? '', 'price { staleBecause } validUntil')
  expect(marked).toMatchObject({ state: 'DRAFT', price: { staleBecause: 'FACTS_CHANGED' } })
}, 120_000)

test('M35 past the last day of its validity the price of a draft is stale; before, it is not', async () => {
  const scene = await salesScene()
  const { quoteId } = await scene.priced()
  const { validUntil } = await scene.seen(quoteId, 'validUntil')

  await following(scene.sales.token, quoteChanges, { filter, last: 100 }, async (follower) => {
    await businessDayIs(scene, validUntil)
    await timePasses(scene, 'quote.check-price', 'the scheduler to have looked', async () => true)
    await businessDayIs(scene, daysAfter(validUntil, 1))
    await timePasses(
      scene,
      'quote.check-price',
      'the price to be stale',
      async () => follower.seen().length > 0,
    )
    expect(told(follower.seen())).toEqual(['STALE 1'])
    expect(follower.seen()[0]?.['reasons']).toEqual([
      { fact: 'validUntil', was: validUntil, is: daysAfter(validUntil, 1) },
    ])
  })
  expect(await scene.seen(quoteId, 'price { staleBecause }')).toMatchObject({
    price: { staleBecause: 'VALIDITY_PASSED' },
  })
}, 120_000)
