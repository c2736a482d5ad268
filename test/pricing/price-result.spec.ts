import { beforeAll, describe, expect, test } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import type { Data } from '../stack/graph-client.ts'
import { salesScene, type Scene } from '../quote/scene.ts'
import { askSubgraph } from '../support/graph.ts'

let scene: Scene
beforeAll(async () => {
  scene = await salesScene()
}, 60_000)

const trace = `price { result {
  id priceHash inputHash traceHash priceBookVersion ruleVersion policyVersion validFrom validUntil
  totals { oneTime { amount } contractValue { amount } discount { amount } discountBasisPoints }
  lines { lineId quantity oneTime { amount } contractValue { amount } }
  components { kind chargeType amount { amount } trace { rule operand result } rounding { mode decimals exact rounded difference } }
  discountOutcomes { basisPoints reason by authorityBasisPoints outcome } approvalTriggers { code }
} }`

const priceOf = async (quoteId: string): Promise<Data> => (await scene.seen(quoteId, trace))['price'].result

const freshness = async (priceResultId: string): Promise<Data> => {
  const query = `query ($id: ID!) { priceFreshness(priceResultId: $id) { fresh inputHash currentInputHash reasons { fact was is } } }`
  const answer = await askSubgraph('port', scene.tenant.id, 'pricing', query, { id: priceResultId })

  return answer.data['priceFreshness']
}

describe('A price result', () => {
  test('PRC-02 PRC-03 PRC-04 PRC-07 shows its versions, its components with trace and rounding, and its validity', async () => {
    const { quoteId } = await scene.priced({ basisPoints: 700, quantity: 3 })
    const price = await priceOf(quoteId)

    expect(price).toMatchObject({
      ruleVersion: expect.any(String),
      policyVersion: 'standard-1',
      priceBookVersion: expect.any(String),
      totals: { discountBasisPoints: 700 },
      discountOutcomes: [
        {
          basisPoints: 700,
          authorityBasisPoints: 500,
          outcome: 'NEEDS_APPROVAL',
          reason: 'It was asked for.',
        },
      ],
      approvalTriggers: [{ code: 'DISCOUNT_ABOVE_AUTHORITY' }],
    })
    expect(price['components'].map(({ kind }: Data) => kind)).toContain('DISCOUNT')
    for (const { trace: steps, rounding, amount } of price['components']) {
      expect(steps.length).toBeGreaterThan(1)
      expect(rounding).toMatchObject({ mode: 'HALF_UP', decimals: 2, rounded: amount.amount })
    }
  })

  test('PRC-01 is written once: the database refuses to change or to delete it', async () => {
    const { quoteId } = await scene.priced()
    const { id } = await priceOf(quoteId)
    expect(id).toMatch(/^prc_/)
    const database = await scene.database()
    try {
      await expect(database.query(`update pricing.price_result set currency = 'USD'`)).rejects.toThrow(
        /never changed/,
      )
      await expect(database.query('delete from pricing.price_result')).rejects.toThrow(/never changed/)
    } finally {
      await database.end()
    }
  })

  test('PRC-06 PRC-15 the same key gives the same result, another key an equal one with the same hash', async () => {
    const { quoteId, lineId } = await scene.priced()
    const { lines, customerSnapshot } = await scene.seen(
      quoteId,
      'customerSnapshot { customerVersion hash segment } lines { configuration { id } configurationHash quantity }',
    )
    const input = {
      quoteId,
      revision: 1,
      customerSnapshot: {
        customerId: scene.customerId,
        version: customerSnapshot.customerVersion,
        hash: customerSnapshot.hash,
        segment: customerSnapshot.segment,
      },
      lines: [
        {
          lineId,
          offeringId: scene.offering.id,
          configurationId: lines[0].configuration.id,
          configurationHash: lines[0].configurationHash,
          quantity: lines[0].quantity,
        },
      ],
      termMonths: 12,
      currency: 'EUR',
      channel: 'DIRECT',
    }
    const calculate = async (key: string) => {
      const query = `mutation ($input: CalculatePriceInput!, $key: ID!) { calculatePrice(input: $input, idempotencyKey: $key) {
        ... on CalculatePricePayload { priceResult { id inputHash priceHash } } ... on Rejection { code message } } }`
      const answer = await askSubgraph('port', scene.tenant.id, 'pricing', query, { input, key })
      return answer.data['calculatePrice'].priceResult
    }
    const key = randomUUID()
    const twins = await Promise.all([calculate(key), calculate(key), calculate(key)])
    const other = await calculate(randomUUID())

    expect(new Set(twins.map(({ id }) => id)).size).toBe(1)
    expect(other.id).not.toBe(twins[0].id)
    expect(other.inputHash).toBe(twins[0].inputHash)
  })

  test('PRC-08 M35 a new pricing policy stales prices and is named as the reason; the price itself stays', async () => {
    const own = await salesScene()
    const { quoteId } = await own.priced()
    const { price } = await own.seen(quoteId, 'price { result { id priceHash } }')
    const admin = await own.tenant.as('admin')
    await admin.carry('publishPricingPolicy', { maximumDiscountBasisPoints: 3000, validityDays: 10 })
    const query = `query ($id: ID!) { priceFreshness(priceResultId: $id) { fresh reasons { fact was is } } }`
    const answer = await askSubgraph('port', own.tenant.id, 'pricing', query, { id: price.result.id })

    expect(answer.data['priceFreshness']).toEqual({
      fresh: false,
      reasons: [{ fact: 'policyVersion', was: 'standard-1', is: 'policy-1' }],
    })
    expect(await own.sales.run('submitQuote', { quoteId })).toMatchObject({ code: 'PRICE_STALE' })
    expect(await own.seen(quoteId, 'price { result { id priceHash } }')).toMatchObject({ price })
  })

  test('PRC-08 is fresh while nothing changed', async () => {
    const { quoteId } = await scene.priced()
    const { id } = await priceOf(quoteId)
    const answer = await freshness(id)

    expect(answer).toMatchObject({ fresh: true, reasons: [] })
    expect(answer['currentInputHash']).toBe(answer['inputHash'])
  })

  test('SEC-01b nobody but our own contexts has a price calculated', async () => {
    const answer = await scene.sales.ask(
      'mutation { calculatePrice(input: {}, idempotencyKey: "k") { __typename } }',
    )

    expect(answer.errors?.[0]?.message).toMatch(/Cannot query field|calculatePrice/)
  })
})
