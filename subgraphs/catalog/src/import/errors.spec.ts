import { describe, expect, test } from '@jest/globals'
import { blocks } from './finding.ts'
import { publishRead, readCatalog } from './import-files.ts'
import { filesOf, offering, price, pump, specification } from './payload.examples.ts'

const file = (text: string) => [{ path: 'a.json', text }]
const sized = (value: object) =>
  specification('S', { productSpecCharacteristic: [{ name: 'Size', ...value }] })

describe('what refuses a whole import', () => {
  test.each([
    ['NOT_JSON', '', file('{"name": }')],
    ['DUPLICATE_KEY', '/name', file('{"@type":"Category","name":"A","name":"B"}')],
    ['TEXT_NOT_STORABLE', '/name', file('{"@type":"Category","name":"\\u0000"}')],
    ['TYPE_MISSING', '', file('{"name":"A"}')],
    ['TYPE_UNKNOWN', '/@type', file('{"@type":"Gadget","name":"A"}')],
    ['WRONG_TYPE', '', file('"text"')],
    ['WRONG_TYPE', '/name', file('{"@type":"Category"}')],
    ['WRONG_TYPE', '/name', file('{"@type":"Category","name":{"en":"A"}}')],
    ['WRONG_TYPE', '/isSellable', filesOf(offering('A', { isSellable: 'yes' }))],
    ['WRONG_TYPE', '/category/0', filesOf(offering('A', { category: ['X'] }))],
    ['NOT_A_NUMBER', '/price/value', filesOf(price('A', { price: { unit: 'EUR', value: 'ten' } }))],
    [
      'NUMBER_OUT_OF_RANGE',
      '/price/value',
      file('{"@type":"ProductOfferingPrice","name":"A","price":{"unit":"EUR","value":1e400}}'),
    ],
    [
      'NUMBER_OUT_OF_RANGE',
      '/price/value',
      file('{"@type":"ProductOfferingPrice","name":"A","price":{"unit":"EUR","value":0.0000001}}'),
    ],
    ['NUMBER_OUT_OF_RANGE', '/price/value', filesOf(price('A', { price: { unit: 'EUR', value: -1 } }))],
    [
      'NUMBER_OUT_OF_RANGE',
      '/recurringChargePeriodLength',
      filesOf(price('A', { recurringChargePeriodLength: 0.5 })),
    ],
    [
      'NUMBER_OUT_OF_RANGE',
      '/productSpecCharacteristic/0',
      filesOf(sized({ minCardinality: 3, maxCardinality: 1 })),
    ],
    [
      'NOT_A_DATE',
      '/validFor',
      filesOf(offering('A', { validFor: { endDateTime: '2026-02-30T00:00:00Z' } })),
    ],
    [
      'PERIOD_REVERSED',
      '/validFor',
      filesOf(offering('A', { validFor: { startDateTime: '2026-02-02', endDateTime: '2026-02-01' } })),
    ],
    ['DUPLICATE_IDENTITY', '', filesOf(offering('A'), offering('A'))],
    ['DUPLICATE_IDENTITY', '', filesOf(offering('A', { id: '1' }), offering('B', { id: '1' }))],
    ['DUPLICATE_FILE', '', [...file('[]'), ...file('[]')]],
    ['FILE_TOO_LARGE', '', file(`"${'x'.repeat(10 * 1024 * 1024)}"`)],
  ])('%s at "%s"', (code, path, files) => {
    const read = readCatalog(files)

    expect(read.findings).toContainEqual(
      expect.objectContaining({ code, path, severity: 'ERROR', action: 'Nothing was published.' }),
    )
    expect(publishRead(read, [], []).published).toBeUndefined()
  })

  test('the same name and version in another type is another thing', () => {
    expect(blocks(readCatalog(filesOf(offering('A'), specification('A'))).findings)).toBe(false)
  })
})

describe('what is said and published all the same', () => {
  test.each([
    ['UNKNOWN_ATTRIBUTE', '/colour', [offering('A', { colour: 'red' })]],
    ['UNKNOWN_ATTRIBUTE', '/price/gross', [price('A', { price: { unit: 'EUR', value: 1, gross: 2 } })]],
    ['RESOURCE_IGNORED', '', [{ '@type': 'Organization', name: 'A' }]],
    ['TYPE_BY_ATTRIBUTES', '', [price('A', { '@type': undefined })]],
    ['NUMBER_AS_TEXT', '/price/value', [price('A', { price: { unit: 'EUR', value: '10.50' } })]],
    [
      'VALUE_TYPE_MISMATCH',
      '/productSpecCharacteristic/0',
      [sized({ valueType: 'number', productSpecCharacteristicValue: [{ value: 'XL' }] })],
    ],
    [
      'AMBIGUOUS_DEFAULT',
      '/productSpecCharacteristic/0',
      [
        sized({
          productSpecCharacteristicValue: [
            { value: 'a', isDefault: true },
            { value: 'b', isDefault: true },
          ],
        }),
      ],
    ],
    ['REGEX_NOT_ENFORCED', '/productSpecCharacteristic/0', [sized({ regex: '.*' })]],
    [
      'RELATIONSHIP_IGNORED',
      '/productOfferingRelationship/0',
      [offering('A', { productOfferingRelationship: [{ name: 'B', relationshipType: 'upsell' }] })],
    ],
    ['PRICE_INCOMPLETE', '/price', [price('A', { price: undefined })]],
    ['PRICE_INCOMPLETE', '/price/unit', [price('A', { price: { value: 1 } })]],
    [
      'PRICE_INCOMPLETE',
      '/recurringChargePeriodType',
      [price('A', { recurringChargePeriodType: 'now and then' })],
    ],
    ['PRICE_TYPE_NOT_QUOTABLE', '/priceType', [price('A', { priceType: 'usage' })]],
    ['PRICE_CONDITION_NOT_SUPPORTED', '/percentage', [price('A', { percentage: 10 })]],
    ['UNRESOLVED_LINK', '/category/0', [offering('A', { category: [{ id: 'nowhere', name: 'None' }] })]],
    ['UNRESOLVED_LINK', '', [price('Nothing alike')]],
    [
      'RULE_TARGET_MISSING',
      '',
      [
        sized({ productSpecCharRelationship: [{ name: 'Shape', relationshipType: 'requires' }] }),
        offering('A', { productSpecification: { name: 'S' } }),
      ],
    ],
    [
      'VALUE_NOT_IN_SPECIFICATION',
      '/prodSpecCharValueUse/0',
      [
        sized({ productSpecCharacteristicValue: [{ value: 'S' }] }),
        offering('A', {
          productSpecification: { name: 'S' },
          prodSpecCharValueUse: [
            { name: 'Size', productSpecCharacteristicValue: [{ value: 'S' }, { value: 'XL' }] },
          ],
        }),
      ],
    ],
    [
      'CHARACTERISTIC_NOT_IN_SPECIFICATION',
      '/prodSpecCharValueUse/0',
      [offering('A', { prodSpecCharValueUse: [{ name: 'Size' }] })],
    ],
  ])('%s at "%s"', (code, path, payloads) => {
    const { published, findings } = publishRead(readCatalog(filesOf(pump, ...payloads)), [], [])

    expect(findings).toContainEqual(expect.objectContaining({ code, path, severity: 'WARNING' }))
    expect(published).toBeDefined()
  })
})
