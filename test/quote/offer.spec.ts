import { beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { salesScene, type Scene } from './scene.ts'

let scene: Scene
beforeAll(async () => {
  scene = await salesScene()
}, 60_000)

describe('From draft to offer', () => {
  test('QUO-01 QUO-02 each step is a command of its own and leaves its line in the timeline', async () => {
    const { quoteId } = await scene.approved()
    const steps = [
      'QuoteCreated',
      'QuoteLineAdded',
      'QuoteLineConfigured',
      'QuotePriced',
      'QuoteSubmitted',
      'QuoteApproved',
    ]

    const types = await until('the timeline to follow', async () => {
      const { timeline } = await scene.seen(
        quoteId,
        'timeline(first: 50) { asOf edges { node { type summary actor } } }',
      )
      const seen: string[] = timeline.edges.map(({ node }: { node: { type: string } }) => node.type)
      return steps.every((step) => seen.includes(step)) && seen
    })
    expect(types.filter((type) => type.startsWith('Quote'))).toEqual(steps)
    expect(types).toContain('ApprovalWaived')

    const customer = await scene.tenant.as('customer')
    const { quote } = await customer.data(
      'query ($id: ID!) { quote(id: $id) { timeline(first: 50) { edges { node { type } } } } }',
      { id: quoteId },
    )
    const told: string[] = quote.timeline.edges.map(({ node }: { node: { type: string } }) => node.type)
    expect(told).toEqual(steps)
  })

  test('QUO-02 the list is a read model that says how old it is', async () => {
    const { quoteId } = await scene.submitted()
    const { number } = await scene.seen(quoteId, 'number')

    const found = await until('the read model to follow', async () => {
      const { quotes } = await scene.sales.data(
        `query ($filter: QuoteFilter) { quotes(filter: $filter) {
           asOf edges { node { number state lineCount contractValue { amount } customer { id } quote { id } } } } }`,
        { filter: { numberPrefix: number, customerId: scene.customerId } },
      )
      return quotes.edges[0]?.node.contractValue && quotes
    })
    expect(found.edges).toHaveLength(1)
    expect(found.edges[0].node).toMatchObject({ number, lineCount: 1, quote: { id: quoteId } })
    expect(number).toMatch(/^Q-\d{4}-\d{6}$/)
  })

  test('QUO-13 a submitted line refers to the evidence of inventory and keeps nothing of its answer', async () => {
    const { quoteId } = await scene.submitted()
    const { lines } = await scene.seen(quoteId, 'lines { availability { state evidenceId asOf } }')

    expect(lines[0].availability).toEqual({
      state: 'AVAILABLE',
      evidenceId: expect.stringMatching(/^ave_/),
      asOf: expect.any(String),
    })
  })

  test('QUO-03 a submitted revision takes no changes, not even from somebody at the database', async () => {
    const { quoteId, lineId } = await scene.submitted()
    const refused = await scene.sales.run('discountQuoteLine', {
      quoteId,
      lineId,
      basisPoints: 100,
      reason: 'late',
    })
    expect(refused).toMatchObject({ __typename: 'CommandRejected', code: 'QUOTE_NOT_DRAFT' })

    const database = await scene.database()
    try {
      await expect(
        database.query(
          `update quote.quote_line l set quantity = 99 from quote.quote q
           where q.tenant_id = l.tenant_id and q.id = l.quote_id and q.state = 'SUBMITTED' and l.quantity <> 99`,
        ),
      ).rejects.toThrow(/frozen/)
    } finally {
      await database.end()
    }
  })

  test('SEC-01c only the owner submits a quote', async () => {
    const { quoteId } = await scene.priced()
    const partner = await scene.tenant.as('partner')

    expect(await partner.run('submitQuote', { quoteId })).toMatchObject({ code: 'QUOTE_NOT_OWNED' })
    expect(await scene.sales.run('submitQuote', { quoteId })).toMatchObject({
      __typename: 'SubmitQuotePayload',
    })
  })

  test('PRC-08 a change after pricing makes the price a former one that cannot be submitted', async () => {
    const { quoteId, lineId } = await scene.priced()
    await scene.sales.carry('discountQuoteLine', { quoteId, lineId, basisPoints: 100, reason: 'asked' })

    expect(await scene.seen(quoteId, 'price { staleBecause }')).toMatchObject({
      price: { staleBecause: 'LINE_DISCOUNTED' },
    })
    expect(await scene.sales.run('submitQuote', { quoteId })).toMatchObject({ code: 'PRICE_STALE' })
  })

  test('CFG-04 a line without a valid configuration is not priced', async () => {
    const { id: quoteId } = await scene.drafted()
    await scene.sales.carry('addQuoteLine', { quoteId, offeringId: scene.offering.id, quantity: 1 })

    expect(await scene.sales.run('priceQuote', { quoteId })).toMatchObject({
      code: 'CONFIGURATION_NOT_VALID',
    })
  })

  test('SEC-01b a discount above the policy is refused, one above the own authority asks for an approval', async () => {
    const { quoteId, lineId } = await scene.lined()
    const discount = (basisPoints: number) =>
      scene.sales.run(
        'discountQuoteLine',
        { quoteId, lineId, basisPoints, reason: 'asked' },
        { fields: 'line { discount { needsApproval authorityBasisPoints authorityVersion } }' },
      )

    expect(await discount(5001)).toMatchObject({ code: 'DISCOUNT_ABOVE_POLICY' })
    expect(await discount(501)).toMatchObject({
      line: { discount: { needsApproval: true, authorityBasisPoints: 500, authorityVersion: 'standard-1' } },
    })
    expect(await discount(500)).toMatchObject({ line: { discount: { needsApproval: false } } })
  })
})
