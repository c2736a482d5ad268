import { describe, expect, test } from '@jest/globals'
import type { OfferedPrice, OfferingVersion } from './offering.ts'
import { decideOrder, orderabilityOn, pricesOn, versionOn } from './orderability.ts'
import { orderableDay } from './orderable-day.ts'

const fee = (more: Partial<OfferedPrice> = {}): OfferedPrice => ({
  key: 'Fee',
  version: '1',
  name: 'Fee',
  priceType: 'ONE_TIME',
  amount: '1',
  currency: 'EUR',
  quotable: true,
  validity: {},
  contentHash: 'sha256:1',
  ...more,
})

const version = (more: Partial<OfferingVersion> = {}): OfferingVersion => ({
  version: '1',
  name: 'Pump',
  validity: { from: '2026-01-01', until: '2026-12-31' },
  categories: [],
  characteristics: [],
  rules: [],
  constraintSetHash: 'sha256:0',
  prices: [fee()],
  decomposition: [],
  reasons: [],
  ...more,
})

const withdrawn = { code: 'NO_PRICE', message: 'It has no price.' }

describe('what can be ordered on a business date', () => {
  test.each([
    ['2025-12-31', ['OFFERING_NOT_YET_VALID']],
    ['2026-01-01', []],
    ['2026-12-31', []],
    ['2027-01-01', ['OFFERING_EXPIRED']],
  ])('on %s: %j', (day, reasons) => {
    const found = orderabilityOn(version(), day)

    expect(found.reasons.map(({ code }) => code)).toEqual(reasons)
    expect(found).toMatchObject({ sellable: true, orderable: reasons.length === 0 })
  })

  test('an offering whose prices are all over cannot be ordered', () => {
    const priced = version({ prices: [fee({ validity: { until: '2026-03-01' } })] })

    expect(orderabilityOn(priced, '2026-03-02').reasons).toMatchObject([{ code: 'NO_PRICE_VALID_ON_DATE' }])
  })

  test('of two versions of one price the newest valid one is charged, never both', () => {
    const priced = version({
      prices: [fee({ version: '2.9' }), fee({ version: '2.10', validity: { from: '2026-06-01' } })],
    })

    expect(pricesOn(priced, '2026-05-31').map((one) => one.version)).toEqual(['2.9'])
    expect(pricesOn(priced, '2026-06-01').map((one) => one.version)).toEqual(['2.10'])
  })

  test('of two versions of an offering the newest that is valid counts', () => {
    const next = version({ version: '2', validity: { from: '2026-06-01' } })

    expect(versionOn({ key: 'Pump', versions: [next, version()] }, '2026-05-01').version).toBe('1')
    expect(versionOn({ key: 'Pump', versions: [next, version()] }, '2026-07-01').version).toBe('2')
  })
})

describe('CAT-09 orderable or grandfathered is decided explicitly', () => {
  const expired = orderabilityOn(version(), '2027-01-01')
  const unpriced = orderabilityOn(version({ reasons: [withdrawn] }), '2026-06-01')

  test.each([
    ['what can be ordered', orderabilityOn(version(), '2026-06-01'), undefined, 'ORDERABLE'],
    ['what expired since it was accepted', expired, version(), 'GRANDFATHERED'],
    ['what the catalog dropped since', undefined, version(), 'GRANDFATHERED'],
    ['what expired and nobody accepted', expired, undefined, 'NOT_ORDERABLE'],
    ['what lost its price', unpriced, version(), 'NOT_ORDERABLE'],
    ['what never was sold', expired, version({ reasons: [withdrawn] }), 'NOT_ORDERABLE'],
  ])('%s', (_, now, accepted, decision) => {
    expect(decideOrder(now, accepted)).toBe(decision)
  })
})

describe('a day to order on', () => {
  const offering = { key: 'Pump', versions: [version()] }

  test.each([
    ['2026-06-01', '2026-06-01'],
    ['2025-06-01', '2026-01-01'],
    ['2030-06-01', '2026-12-31'],
  ])('near %s it is %s', (near, day) => {
    expect(orderableDay([offering], near)).toBe(day)
  })

  test('there is none when nothing is sold', () => {
    expect(
      orderableDay([{ key: 'Pump', versions: [version({ reasons: [withdrawn] })] }], '2026-06-01'),
    ).toBeUndefined()
  })
})
