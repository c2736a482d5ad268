import { describe, expect, test } from '@jest/globals'
import { isRejected } from '@pactwork/kernel/decision'
import { decimal, sum } from '@pactwork/kernel/money'
import * as fc from 'fast-check'
import { freshness } from './freshness.ts'
import { calculate, type PriceCalculation, type PriceInput } from './price-result.ts'

const currency = 'EUR'

const amount = fc
  .tuple(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 6 }))
  .map(([digits, decimals]) => decimal(String(digits)).div(decimal('10').pow(decimals)).toFixed())

const catalogPrice = (id: string) =>
  fc.record({
    id: fc.constant(id),
    version: fc.constantFrom('1', '2'),
    priceType: fc.constantFrom('ONE_TIME', 'RECURRING'),
    period: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'),
    periodLength: fc.integer({ min: 1, max: 12 }),
    amount,
    currency: fc.constant(currency),
  })

const offering = (offeringId: string) =>
  fc.record({
    offeringId: fc.constant(offeringId),
    offeringVersion: fc.constantFrom('1.0', '1.1'),
    catalogVersion: fc.constant('v1'),
    orderable: fc.constant(true),
    reasons: fc.constant([]),
    validUntil: fc.constant(null),
    prices: fc
      .integer({ min: 1, max: 3 })
      .chain((n) =>
        fc.tuple(...Array.from({ length: n }, (_, index) => catalogPrice(`pop_${offeringId}_${index}`))),
      ),
  })

const discount = fc.option(
  fc.record({
    basisPoints: fc.integer({ min: 0, max: 10_000 }),
    reason: fc.constant('because'),
    by: fc.constant('usr_1'),
    authorityBasisPoints: fc.integer({ min: 0, max: 10_000 }),
    authorityVersion: fc.constant('standard-1'),
  }),
)

const line = (lineId: string) =>
  fc.record({
    lineId: fc.constant(lineId),
    offeringId: fc.constantFrom('off_1', 'off_2'),
    configurationId: fc.constant('cfg_1'),
    configurationHash: fc.constantFrom('sha256:a', 'sha256:b'),
    quantity: fc.integer({ min: 1, max: 1000 }),
    discount,
  })

const anyInput: fc.Arbitrary<PriceInput> = fc.record({
  request: fc.record({
    quoteId: fc.constant('quo_1'),
    revision: fc.integer({ min: 1, max: 9 }),
    customerSnapshot: fc.record({
      customerId: fc.constant('cus_1'),
      version: fc.constant(1),
      hash: fc.constant('sha256:s'),
      segment: fc.constantFrom('ENTERPRISE', 'SMB'),
    }),
    lines: fc
      .integer({ min: 1, max: 4 })
      .chain((n) => fc.tuple(...Array.from({ length: n }, (_, i) => line(`qln_${i}`)))),
    termMonths: fc.integer({ min: 1, max: 60 }),
    currency: fc.constant(currency),
    channel: fc.constant('DIRECT'),
  }),
  offerings: fc.tuple(offering('off_1'), offering('off_2')),
  policy: fc.record({
    version: fc.constantFrom('a', 'b'),
    maximumDiscountBasisPoints: fc.constant(10_000),
    validityDays: fc.integer({ min: 1, max: 60 }),
  }),
  businessDate: fc.constant('2026-07-01'),
})

const priced = (input: PriceInput): PriceCalculation => {
  const result = calculate(input)
  if (isRejected(result)) throw new Error(result.code)

  return result.price
}

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (typeof value !== 'object' || value === null) return value

  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}

describe('Whatever is priced', () => {
  test('PRC-04 the one-time total is the sum of its rounded components, and a line total as well', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { components, totals, lines } = priced(input)
        const oneTime = components
          .filter(({ chargeType }) => chargeType === 'ONE_TIME')
          .map(({ amount: each }) => each)

        expect(totals.oneTime).toEqual(sum(oneTime, currency))
        expect(totals.oneTime).toEqual(
          sum(
            lines.map((each) => each.oneTime),
            currency,
          ),
        )
      }),
    )
  })

  test('PRC-04 each recurring total is the sum of its rounded components', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { components, totals } = priced(input)
        for (const { period, periodLength, amount: total } of totals.recurring) {
          const of = components.filter((each) => each.period === period && each.periodLength === periodLength)
          expect(total).toEqual(
            sum(
              of.map((each) => each.amount),
              currency,
            ),
          )
        }
      }),
    )
  })

  test('PRC-04 every component is within half a minor unit of its exact amount', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        for (const { rounding, amount: rounded } of priced(input).components) {
          expect(decimal(rounding.exact).plus(rounding.difference).toFixed(2)).toBe(rounded.amount)
          expect(decimal(rounding.difference).abs().lte('0.005')).toBe(true)
        }
      }),
    )
  })

  test('PRC-11 no total is ever below zero, whatever the discount', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const { totals, lines } = priced(input)
        const all = [totals, ...lines].flatMap((each) => [
          each.oneTime,
          each.contractValue,
          ...each.recurring.map((one) => one.amount),
        ])
        for (const each of all)
          expect(decimal(each.amount).isNegative() && each.amount !== '0.00').toBe(false)
      }),
    )
  })

  test('PRC-07 the hashes do not depend on the order of keys or of the catalog', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const again = shuffled({ ...input, offerings: input.offerings.toReversed() }) as PriceInput

        expect(priced(again).inputHash).toBe(priced(input).inputHash)
        expect(priced(again).priceHash).toBe(priced(input).priceHash)
      }),
    )
  })

  test('M35 two inputs have one hash exactly when no fact differs, and the reasons are what differs', () => {
    fc.assert(
      fc.property(anyInput, anyInput, (left, right) => {
        const used = priced(left)
        const now = priced(right)
        const answer = freshness(used.facts, now.facts, {
          validUntil: '2026-07-01',
          businessDate: '2026-07-01',
        })

        expect(answer.fresh).toBe(used.inputHash === now.inputHash)
        expect(answer.reasons.length > 0).toBe(!answer.fresh)
      }),
    )
  })
})
