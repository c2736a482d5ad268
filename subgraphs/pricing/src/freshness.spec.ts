import { describe, expect, test } from '@jest/globals'
import { freshness } from './freshness.ts'
import { priceFacts, type PriceFacts } from './price-facts.ts'
import { standardPolicy, type PricedOffering, type PriceRequest } from './price-input.ts'

const request: PriceRequest = {
  quoteId: 'quo_1',
  revision: 1,
  customerSnapshot: { customerId: 'cus_1', version: 1, hash: 'sha256:s', segment: 'ENTERPRISE' },
  lines: [
    {
      lineId: 'qln_1',
      offeringId: 'off_1',
      configurationId: 'cfg_1',
      configurationHash: 'sha256:c',
      quantity: 2,
    },
  ],
  termMonths: 12,
  currency: 'EUR',
  channel: 'DIRECT',
}

const offering: PricedOffering = {
  offeringId: 'off_1',
  offeringVersion: '1.0',
  catalogVersion: 'v1',
  orderable: true,
  reasons: [],
  validUntil: null,
  prices: [
    {
      id: 'pop_1',
      version: '1',
      priceType: 'RECURRING',
      period: 'MONTH',
      periodLength: 1,
      amount: '10',
      currency: 'EUR',
    },
  ],
}

const facts = (
  over: { offering?: Partial<PricedOffering>; segment?: string; policy?: string } = {},
): PriceFacts =>
  priceFacts(request, {
    offerings: [{ ...offering, ...over.offering }],
    segment: over.segment ?? 'ENTERPRISE',
    policy: { ...standardPolicy, version: over.policy ?? 'standard-1' },
  })

const within = { validUntil: '2026-07-30', businessDate: '2026-07-30' }

describe('PRC-08 M35 a price', () => {
  test('is fresh while every fact it used is as it was', () => {
    expect(freshness(facts(), facts(), within)).toMatchObject({ fresh: true, reasons: [] })
  })

  test('stays fresh when a republish changes nothing it used', () => {
    const republished = facts({ offering: { catalogVersion: 'v2', reasons: ['RENAMED'] } })

    expect(freshness(facts(), republished, within).fresh).toBe(true)
  })

  test('does not care for prices in other currencies', () => {
    const usd = { ...offering.prices[0]!, id: 'pop_usd', currency: 'USD' }

    expect(freshness(facts(), facts({ offering: { prices: [...offering.prices, usd] } }), within).fresh).toBe(
      true,
    )
  })

  test('is stale when a component costs something else, and says what', () => {
    const dearer = facts({ offering: { prices: [{ ...offering.prices[0]!, amount: '11' }] } })

    expect(freshness(facts(), dearer, within)).toMatchObject({
      fresh: false,
      reasons: [{ fact: 'lines.qln_1.prices.pop_1.amount', was: '10', is: '11' }],
    })
  })

  test('is stale when a component is gone or new', () => {
    const second = { ...offering.prices[0]!, id: 'pop_2' }

    expect(freshness(facts(), facts({ offering: { prices: [] } }), within).fresh).toBe(false)
    expect(
      freshness(facts(), facts({ offering: { prices: [...offering.prices, second] } }), within).fresh,
    ).toBe(false)
  })

  test.each([
    ['the offering changed its version', facts({ offering: { offeringVersion: '1.1' } })],
    ['the offering can no longer be ordered', facts({ offering: { orderable: false } })],
    ['the customer is of another segment', facts({ segment: 'SMB' })],
    ['the pricing policy is another', facts({ policy: 'policy-1' })],
  ])('is stale when %s', (_, now) => {
    expect(freshness(facts(), now, within).fresh).toBe(false)
  })

  test('is stale the day after its last day', () => {
    expect(freshness(facts(), facts(), { ...within, businessDate: '2026-07-31' })).toMatchObject({
      fresh: false,
      reasons: [{ fact: 'validUntil', was: '2026-07-30', is: '2026-07-31' }],
    })
  })
})
