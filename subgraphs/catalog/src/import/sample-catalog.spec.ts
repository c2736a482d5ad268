import { describe, expect, test } from '@jest/globals'
import { fileURLToPath } from 'node:url'
import { orderabilityOn, pricesOn, versionOn } from '../orderability.ts'
import { readFolder } from './folder.examples.ts'
import { publishRead, readCatalog } from './import-files.ts'

const files = readFolder(fileURLToPath(new URL('../../../../test/catalogs/cold-chain', import.meta.url)))
const read = readCatalog(files)
const first = publishRead(read, [], [])
const inferred = first.published?.content.links.filter(({ status }) => status === 'INFERRED') ?? []
const { published } = publishRead(
  read,
  [],
  inferred.map(({ id }) => id),
)
const reasonsOf = (key: string, day: string): string[] => {
  const offering = published?.content.offerings.find((one) => one.key === key)
  if (!offering) throw new Error(`There is no ${key}.`)

  return orderabilityOn(versionOn(offering, day), day).reasons.map(({ code }) => code)
}

describe('the sample catalog', () => {
  test('has at least 25 payloads, none with an id of its own', () => {
    expect(read.resources.length).toBeGreaterThanOrEqual(25)
    expect(read.resources.filter(({ id }) => id !== undefined)).toEqual([])
  })

  test('uses every inferring rule and has a tie, and a price that only looks alike', () => {
    expect(new Set(inferred.map(({ rule }) => rule))).toEqual(
      new Set(['DESCRIPTION', 'NAME_PREFIX', 'SHARED_PREFIX']),
    )
    expect(first.findings).toContainEqual(
      expect.objectContaining({ code: 'AMBIGUOUS_LINK', file: 'insurance-price.json' }),
    )
    expect(first.findings).toContainEqual(
      expect.objectContaining({
        code: 'UNRESOLVED_LINK',
        file: 'seal-inspection-price.json',
        message: expect.stringContaining('It looks like "Door & Seal Inspection", spelt differently.'),
      }),
    )
  })

  test.each([
    ['Live Cargo Tracking', '2026-10-01', []],
    ['Live Cargo Tracking', '2024-10-01', ['OFFERING_NOT_YET_VALID']],
    ['Live Cargo Tracking', '2027-07-01', ['OFFERING_EXPIRED']],
    ['Dry Ice Replenishment', '2026-10-01', ['OFFERING_EXPIRED']],
    ['Customs Seal Service', '2026-10-01', ['NO_PRICE']],
    ['Door & Seal Inspection', '2026-10-01', ['NO_PRICE']],
    ['Cargo Insurance Standard', '2026-10-01', ['NO_PRICE']],
  ])('%s on %s: %j', (key, day, reasons) => {
    expect(reasonsOf(key, day)).toEqual(reasons)
  })

  test('charges one-time and recurring prices in exact decimals', () => {
    const offering = published?.content.offerings.find(({ key }) => key === 'Live Cargo Tracking')
    const prices = offering && pricesOn(versionOn(offering, '2026-10-01'), '2026-10-01')

    expect(prices).toMatchObject([
      { priceType: 'ONE_TIME', amount: '45', currency: 'EUR' },
      { priceType: 'RECURRING', period: 'MONTH', periodLength: 1, amount: '18.5', currency: 'EUR' },
    ])
  })

  test('has rules between characteristics and between offerings', () => {
    const rules =
      published?.content.offerings.flatMap(({ versions }) => versions.flatMap((one) => one.rules)) ?? []

    expect(rules).toContainEqual({
      scope: 'CHARACTERISTIC',
      kind: 'REQUIRES',
      subject: 'Humidity Control',
      target: 'Backup Power',
    })
    expect(rules).toContainEqual({
      scope: 'CHARACTERISTIC',
      kind: 'EXCLUDES',
      subject: 'Humidity Control',
      target: 'Dry Mode',
    })
    expect(rules).toContainEqual({
      scope: 'OFFERING',
      kind: 'EXCLUDES',
      target: 'Live Cargo Tracking',
      targetKey: 'Live Cargo Tracking',
    })
  })

  test('an exclusion holds for both offerings, whichever file states it', () => {
    const excluded = (key: string) =>
      published?.content.offerings
        .find((one) => one.key === key)
        ?.versions[0]?.rules.flatMap(({ kind, target }) => (kind === 'EXCLUDES' ? [target] : []))

    expect(excluded('Live Cargo Tracking Fleet')).toEqual(['Live Cargo Tracking'])
    expect(excluded('Live Cargo Tracking')).toEqual(['Live Cargo Tracking Fleet'])
  })
})
