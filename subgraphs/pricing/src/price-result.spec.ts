import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import { isRejected } from '@pactwork/kernel/decision'
import { calculate, recordPrice, type PriceCalculation, type PriceInput } from './price-result.ts'
import { standardPolicy, type CatalogPrice, type PricedOffering, type RequestedLine } from './price-input.ts'

const price = (over: Partial<CatalogPrice> = {}): CatalogPrice => ({
  id: 'pop_rent',
  version: '1',
  priceType: 'RECURRING',
  period: 'MONTH',
  periodLength: 1,
  amount: '19.99',
  currency: 'EUR',
  ...over,
})

const setUp = price({
  id: 'pop_setup',
  priceType: 'ONE_TIME',
  period: null,
  periodLength: null,
  amount: '100',
})

const offering = (
  prices: CatalogPrice[] = [setUp, price()],
  over: Partial<PricedOffering> = {},
): PricedOffering => ({
  offeringId: 'off_1',
  offeringVersion: '1.0',
  catalogVersion: '2026.07-v1',
  orderable: true,
  reasons: [],
  validUntil: null,
  prices,
  ...over,
})

const line = (over: Partial<RequestedLine> = {}): RequestedLine => ({
  lineId: 'qln_1',
  offeringId: 'off_1',
  configurationId: 'cfg_1',
  configurationHash: 'sha256:c',
  quantity: 3,
  ...over,
})

const input = (over: Partial<PriceInput['request']> = {}, rest: Partial<PriceInput> = {}): PriceInput => ({
  request: {
    quoteId: 'quo_1',
    revision: 1,
    customerSnapshot: { customerId: 'cus_1', version: 1, hash: 'sha256:s', segment: 'ENTERPRISE' },
    lines: [line()],
    termMonths: 12,
    currency: 'EUR',
    channel: 'DIRECT',
    ...over,
  },
  offerings: [offering()],
  policy: standardPolicy,
  businessDate: '2026-07-01',
  ...rest,
})

const discount = (basisPoints: number, authorityBasisPoints = 500) => ({
  basisPoints,
  reason: 'competing offer',
  by: 'usr_1',
  authorityBasisPoints,
  authorityVersion: 'standard-1',
})

function priced(of: PriceInput): PriceCalculation {
  const result = calculate(of)
  if (isRejected(result)) throw new Error(`Expected a price, got ${result.code}.`)

  return result.price
}

describe('A price', () => {
  test('M35 totals are one-time, recurring per period, and their sum over the term', () => {
    const { totals } = priced(input())

    expect(totals.oneTime).toEqual({ amount: '300.00', currency: 'EUR' })
    expect(totals.recurring).toEqual([
      { period: 'MONTH', periodLength: 1, amount: { amount: '59.97', currency: 'EUR' } },
    ])
    expect(totals.contractValue).toEqual({ amount: '1019.64', currency: 'EUR' })
    expect(totals.contractValueMinor).toBe('101964')
  })

  test.each([
    ['QUARTER', 1, '400.00'],
    ['YEAR', 1, '100.00'],
    ['MONTH', 6, '200.00'],
    ['WEEK', 1, '5200.00'],
    ['DAY', 1, '36500.00'],
  ])(
    'M35 a price per %s of length %i counts as often as it is due within a year',
    (period, periodLength, value) => {
      const yearly = offering([price({ period, periodLength, amount: '100' })])

      expect(
        priced(input({ lines: [line({ quantity: 1 })] }, { offerings: [yearly] })).totals.contractValue
          .amount,
      ).toBe(value)
    },
  )

  test('PRC-04 every component says how it was rounded, half-up at the decimals of its currency', () => {
    const odd = offering([price({ amount: '0.335' })])
    const [component] = priced(input({ lines: [line({ quantity: 1 })] }, { offerings: [odd] })).components

    expect(component?.rounding).toEqual({
      mode: 'HALF_UP',
      decimals: 2,
      exact: '0.335',
      rounded: '0.34',
      difference: '0.005',
    })
  })

  test('PRC-04 a currency without decimals is rounded to whole units', () => {
    const yen = offering([price({ amount: '10.5', currency: 'JPY' })])

    expect(priced(input({ currency: 'JPY' }, { offerings: [yen] })).components[0]?.amount.amount).toBe('32')
  })

  test('PRC-03 every component shows its steps, from the unit price to the amount', () => {
    const { components } = priced(input({ lines: [line({ discount: discount(1000) })] }))

    expect(components.map(({ kind, chargeType, amount }) => [kind, chargeType, amount.amount])).toEqual([
      ['CHARGE', 'ONE_TIME', '300.00'],
      ['DISCOUNT', 'ONE_TIME', '-30.00'],
      ['CHARGE', 'RECURRING', '59.97'],
      ['DISCOUNT', 'RECURRING', '-6.00'],
    ])
    expect(components[3]?.trace).toEqual([
      { rule: 'ROUNDED_CHARGE', operand: 'pop_rent', result: '59.97' },
      { rule: 'MANUAL_DISCOUNT', operand: '1000 bp', result: '-5.997' },
    ])
  })

  test('PRC-02 it names the price book, the rules and the policy it was made with', () => {
    expect(priced(input())).toMatchObject({
      priceBookVersion: '2026.07-v1',
      ruleVersion: 'component-half-up.1',
      policyVersion: 'standard-1',
    })
  })

  test('PRC-07 it is valid for the days of the policy, and never longer than an offering', () => {
    expect(priced(input())).toMatchObject({ validFrom: '2026-07-01', validUntil: '2026-07-30' })

    const ending = offering([price()], { validUntil: '2026-07-10' })
    expect(priced(input({}, { offerings: [ending] })).validUntil).toBe('2026-07-10')
  })

  test('PRC-01 the hash covers the whole result: another amount is another hash', () => {
    const dearer = offering([setUp, price({ amount: '20.00' })])

    expect(priced(input({}, { offerings: [dearer] })).priceHash).not.toBe(priced(input()).priceHash)
    expect(priced(input()).priceHash).toBe(priced(input()).priceHash)
  })
})

describe('A manual discount', () => {
  test("PRC-07 within the asker's authority it triggers nothing", () => {
    const result = priced(input({ lines: [line({ discount: discount(500) })] }))

    expect(result.discountOutcomes).toMatchObject([
      { outcome: 'WITHIN_AUTHORITY', by: 'usr_1', authorityVersion: 'standard-1' },
    ])
    expect(result.approvalTriggers).toEqual([])
  })

  test('PRC-10 above it, pricing calculates and says that an approval is needed; it grants none', () => {
    const result = priced(input({ lines: [line({ discount: discount(501) })] }))

    expect(result.approvalTriggers).toMatchObject([{ code: 'DISCOUNT_ABOVE_AUTHORITY', lineId: 'qln_1' }])
    expect(result.totals.discountBasisPoints).toBe(501)
  })

  test('SEC-01b above the maximum of the policy nobody gets one', () => {
    expect(calculate(input({ lines: [line({ discount: discount(5001) })] }))).toMatchObject({
      code: 'DISCOUNT_ABOVE_MAXIMUM',
      details: { asked: 5001, maximum: 5000 },
    })
  })
})

describe('No price', () => {
  test.each([
    ['PRICE_HAS_NO_LINES', input({ lines: [] })],
    ['OFFERING_NOT_PRICEABLE', input({}, { offerings: [] })],
    [
      'OFFERING_NOT_PRICEABLE',
      input({}, { offerings: [offering([price()], { orderable: false, reasons: ['EXPIRED'] })] }),
    ],
    ['PRICE_MISSING', input({ currency: 'USD' })],
    ['PRICE_NEGATIVE', input({}, { offerings: [offering([price({ amount: '-1' })])] })],
    ['PRICE_PERIOD_UNKNOWN', input({}, { offerings: [offering([price({ period: 'FORTNIGHT' })])] })],
  ])('%s', (code, of) => {
    const { request } = of
    given(undefined)
      .when(recordPrice, { id: 'prc_1', request, calculation: calculate(of) })
      .rejects(code)
  })
})

test('PRC-01 a result is one fact with its hashes', () => {
  const of = input()
  const { priceHash, inputHash } = priced(of)

  given(undefined)
    .when(recordPrice, { id: 'prc_1', request: of.request, calculation: calculate(of) })
    .then({
      type: 'PriceCalculated',
      priceResultId: 'prc_1',
      quoteId: 'quo_1',
      priceHash,
      inputHash,
      contractValueMinor: 101_964,
    })
})
