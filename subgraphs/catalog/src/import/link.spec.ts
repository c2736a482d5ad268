import { describe, expect, test } from '@jest/globals'
import { publishRead, readCatalog } from './import-files.ts'
import type { StatedLink } from './link.ts'
import { filesOf, offering, price, pump, specification } from './payload.examples.ts'

const importing = (
  payloads: Record<string, unknown>[],
  stated: StatedLink[] = [],
  confirmed: string[] = [],
) => {
  const { published, findings } = publishRead(readCatalog(filesOf(...payloads)), stated, confirmed)
  const links = published?.content.links ?? []
  const reasons = Object.fromEntries(
    (published?.content.offerings ?? []).map(({ key, versions }) => [
      key,
      versions[0]?.reasons.map(({ code }) => code),
    ]),
  )

  return { links, findings, reasons, offerings: published?.content.offerings ?? [] }
}

const linkFrom = (name: string, { links }: ReturnType<typeof importing>) =>
  links
    .filter(({ from }) => from.name === name)
    .map(({ kind, to, rule, status }) => ({ kind, to: to.name, rule, status }))

describe('the declared rules, in their order', () => {
  test('an id comes before a product number, a product number before a name', () => {
    const made = importing([
      specification('By id', { id: 'P-1', productNumber: 'X' }),
      specification('By number', { productNumber: 'P-2' }),
      specification('By name'),
      offering('One', { productSpecification: { id: 'P-1', name: 'By name' } }),
      offering('Two', { productSpecification: { id: 'P-2', name: 'By name' } }),
      offering('Three', { productSpecification: { id: 'nowhere', name: 'By name' } }),
    ])

    expect(linkFrom('One', made)).toMatchObject([{ to: 'By id', rule: 'ID', status: 'DECLARED' }])
    expect(linkFrom('Two', made)).toMatchObject([{ to: 'By number', rule: 'PRODUCT_NUMBER' }])
    expect(linkFrom('Three', made)).toMatchObject([{ to: 'By name', rule: 'EXACT_NAME' }])
  })

  test('a name that two things have is ambiguous and links nothing', () => {
    const made = importing([
      specification('Pump', { productNumber: 'A' }),
      specification('Pump', { productNumber: 'B' }),
      offering('One', { productSpecification: { name: 'Pump' } }),
    ])

    expect(made.links).toEqual([])
    expect(made.findings).toContainEqual(
      expect.objectContaining({ code: 'AMBIGUOUS_LINK', path: '/productSpecification' }),
    )
    expect(made.reasons['One']).toContain('SPECIFICATION_UNRESOLVED')
  })

  test('a link stated by hand overrides every rule and needs no confirmation', () => {
    const made = importing(
      [pump, offering('Garden Pump'), offering('Well Pump'), price('Garden Pump - Monthly')],
      [
        {
          from: { type: 'ProductOfferingPrice', name: 'Garden Pump - Monthly' },
          to: { type: 'ProductOffering', name: 'Well Pump' },
        },
      ],
    )

    expect(linkFrom('Garden Pump - Monthly', made)).toEqual([
      { kind: 'PRICE_OF_OFFERING', to: 'Well Pump', rule: 'LINK_FILE', status: 'DECLARED' },
    ])
    expect(made.reasons).toEqual({ 'Garden Pump': ['NO_PRICE'], 'Well Pump': [] })
  })

  test('a stated link that finds nothing is left out and said', () => {
    const made = importing(
      [pump, offering('Garden Pump')],
      [
        {
          from: { type: 'ProductOfferingPrice', name: 'No such' },
          to: { type: 'ProductOffering', name: 'Garden Pump' },
        },
      ],
    )

    expect(made.findings).toContainEqual(
      expect.objectContaining({ code: 'LINK_FILE_ENTRY_UNUSED', severity: 'WARNING' }),
    )
  })

  test('a price that an offering references is declared, whatever its name', () => {
    const made = importing([
      pump,
      offering('Garden Pump', { productOfferingPrice: [{ id: 'gone', name: 'Fee' }] }),
      price('Fee'),
    ])

    expect(linkFrom('Fee', made)).toMatchObject([
      { to: 'Garden Pump', rule: 'EXACT_NAME', status: 'DECLARED' },
    ])
    expect(made.reasons['Garden Pump']).toEqual([])
  })

  test('an offering that references more prices than are known is not sold', () => {
    const references = [{ name: 'Fee' }, { name: 'Set-up' }]
    const made = importing([
      pump,
      offering('Garden Pump', { productOfferingPrice: references }),
      price('Fee'),
    ])

    expect(made.reasons['Garden Pump']).toEqual(['PRICE_REFERENCE_UNRESOLVED'])
  })
})

describe('inferred links', () => {
  const garden = [pump, offering('Garden Pump'), price('Garden Pump - Monthly')]

  test('are shown and not sold before they are confirmed', () => {
    const before = importing(garden)
    const [link] = before.links.filter(({ status }) => status === 'INFERRED')
    const after = importing(garden, [], [link?.id ?? ''])

    expect(before.reasons['Garden Pump']).toEqual(['LINK_NOT_CONFIRMED'])
    expect(after.reasons['Garden Pump']).toEqual([])
    expect(linkFrom('Garden Pump - Monthly', after)).toMatchObject([
      { rule: 'NAME_PREFIX', status: 'CONFIRMED' },
    ])
  })

  test('a confirmation survives another amount and another file name, and no other text', () => {
    const ids = importing(garden).links.flatMap(({ id, status }) => (status === 'INFERRED' ? [id] : []))
    const dearer = importing(
      [price('Garden Pump - Monthly', { price: { unit: 'EUR', value: 12 } }), pump, offering('Garden Pump')],
      [],
      ids,
    )
    const renamed = importing([pump, offering('Garden Pump'), price('Garden Pump - Monthly Rate')], [], ids)

    expect(dearer.reasons['Garden Pump']).toEqual([])
    expect(renamed.reasons['Garden Pump']).toEqual(['LINK_NOT_CONFIRMED'])
  })

  test('the report names for each link the rule that made it', () => {
    const { findings } = importing(garden)

    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'LINK_INFERRED',
        file: '2.json',
        message: expect.stringContaining('by NAME_PREFIX'),
      }),
    )
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'LINK_DECLARED',
        message: expect.stringContaining('by PRODUCT_NUMBER'),
      }),
    )
  })

  test('a specification may be inferred from the name a reference states, and waits as well', () => {
    const made = importing([
      pump,
      offering('Garden Pump', {
        productSpecification: { id: 'nowhere', name: 'Pump Mark II' },
        productOfferingPrice: [{ name: 'Fee' }],
      }),
      price('Fee'),
    ])

    expect(linkFrom('Garden Pump', made)).toMatchObject([
      { to: 'Pump', rule: 'NAME_PREFIX', status: 'INFERRED' },
    ])
    expect(made.reasons['Garden Pump']).toEqual(['LINK_NOT_CONFIRMED'])
  })
})

describe('what cannot be sold says why', () => {
  test.each([
    ['NO_PRICE', [offering('Garden Pump')]],
    ['NO_PRICE', [offering('Garden Pump'), price('Garden Pump - Monthly', { lifecycleStatus: 'Retired' })]],
    ['NO_SPECIFICATION', [offering('Garden Pump', { productSpecification: undefined })]],
    ['SPECIFICATION_UNRESOLVED', [offering('Garden Pump', { productSpecification: { id: 'nowhere' } })]],
    ['NOT_SELLABLE_ALONE', [offering('Garden Pump', { isSellable: false })]],
    ['BUNDLE_NOT_SOLD_ALONE', [offering('Garden Pump', { isBundle: true })]],
    ['LIFECYCLE_NOT_SELLABLE', [offering('Garden Pump', { lifecycleStatus: 'Retired' })]],
    ['PRICE_NOT_QUOTABLE', [offering('Garden Pump'), price('Garden Pump - Use', { priceType: 'usage' })]],
    [
      'MIXED_CURRENCIES',
      [
        offering('Garden Pump'),
        price('Garden Pump a'),
        price('Garden Pump b', { price: { unit: 'USD', value: 1 } }),
      ],
    ],
    [
      'CHARACTERISTIC_WITHOUT_VALUE',
      [
        offering('Garden Pump', {
          productSpecification: { name: 'Sized Pump' },
          prodSpecCharValueUse: [{ name: 'Size', productSpecCharacteristicValue: [{ value: 'XL' }] }],
        }),
        specification('Sized Pump', {
          productSpecCharacteristic: [{ name: 'Size', productSpecCharacteristicValue: [{ value: 'S' }] }],
        }),
      ],
    ],
  ])('%s', (code, payloads) => {
    const made = importing([pump, ...payloads])

    expect(made.reasons['Garden Pump']).toContain(code)
    expect(made.findings).toContainEqual(
      expect.objectContaining({ code: 'OFFERING_NOT_SELLABLE', message: expect.stringContaining(code) }),
    )
  })

  test('DEC-07 every specification has default decomposition rules, as data and in the report; what has no specification has none', () => {
    const made = importing([
      pump,
      offering('Garden Pump'),
      offering('Loose', { productSpecification: undefined }),
    ])

    expect(made.findings).toContainEqual(
      expect.objectContaining({ code: 'DEFAULT_DECOMPOSITION', file: '0.json', severity: 'INFO' }),
    )
    expect(
      made.offerings.map(({ key, versions }) => [
        key,
        versions[0]?.decomposition.map(({ capability }) => capability),
      ]),
    ).toEqual([
      ['Garden Pump', ['RESERVE', 'ACTIVATE']],
      ['Loose', []],
    ])
  })
})
