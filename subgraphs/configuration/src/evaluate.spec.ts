import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { AllowedValue, Characteristic, Rule } from './constraints.ts'
import { type Choices, evaluate, type OfferingFacts } from './evaluate.ts'

const one = (value: string, isDefault = false): AllowedValue => ({
  value,
  valueFrom: null,
  valueTo: null,
  rangeInterval: null,
  isDefault,
})
const range = (valueFrom: string | null, valueTo: string | null, rangeInterval = 'CLOSED'): AllowedValue => ({
  value: null,
  valueFrom,
  valueTo,
  rangeInterval,
  isDefault: false,
})
const characteristic = (name: string, more: Partial<Characteristic> = {}): Characteristic => ({
  name,
  valueType: 'STRING',
  minCardinality: 0,
  maxCardinality: 1,
  configurable: true,
  values: [],
  ...more,
})
const rule = (
  kind: string,
  subject: string | null,
  target: string,
  targetOfferingId: string | null = null,
): Rule => ({
  scope: subject === null ? 'OFFERING' : 'CHARACTERISTIC',
  kind,
  subject,
  target,
  targetOfferingId,
})

const pump = (more: Partial<OfferingFacts> = {}): OfferingFacts => ({
  offeringId: 'off_pump',
  offeringVersion: '1.0',
  catalogVersion: '2026.07.01-v1',
  publicationHash: 'sha256:p',
  constraintSetHash: 'sha256:c',
  orderable: true,
  reasons: [],
  characteristics: [
    characteristic('Size', { values: [one('S'), one('M', true)], minCardinality: 1 }),
    characteristic('Pressure', { valueType: 'NUMBER', values: [range('1', '10'), one('12')] }),
    characteristic('Filter', { valueType: 'BOOLEAN' }),
    characteristic('Colours', { values: [one('red'), one('blue'), one('grey')], maxCardinality: 2 }),
    characteristic('Seal', { values: [one('rubber', true)], configurable: false }),
  ],
  rules: [rule('REQUIRES', 'Filter', 'Pressure'), rule('EXCLUDES', 'Filter', 'Colours')],
  ...more,
})

const choosing = (selections: [string, string][], more: Partial<Choices> = {}): Choices => ({
  selections: selections.map(([name, value]) => ({ name, value })),
  quantity: 1,
  companionOfferingIds: [],
  overrides: [],
  ...more,
})

const codesOf = (choices: Choices, facts = pump()): string[] =>
  evaluate(facts, choices).violations.map(({ code, path }) => `${code} ${path}`)

describe('CFG-01 choices are judged, and what is wrong is explained', () => {
  test('nothing chosen: defaults complete it', () => {
    const { status, selections, violations } = evaluate(pump(), choosing([]))

    expect({ status, violations }).toEqual({ status: 'VALID', violations: [] })
    expect(selections).toEqual([
      { name: 'Size', value: 'M', origin: 'DEFAULT' },
      { name: 'Seal', value: 'rubber', origin: 'DEFAULT' },
    ])
  })

  test.each<[string, [string, string][]]>([
    ['CHARACTERISTIC_UNKNOWN selections.Shape', [['Shape', 'round']]],
    ['VALUE_NOT_ALLOWED selections.Size', [['Size', 'XL']]],
    ['VALUE_WRONG_TYPE selections.Pressure', [['Pressure', 'high']]],
    ['VALUE_WRONG_TYPE selections.Filter', [['Filter', 'perhaps']]],
    ['VALUE_NOT_ALLOWED selections.Pressure', [['Pressure', '10.1']]],
    [
      'CARDINALITY_TOO_MANY selections.Size',
      [
        ['Size', 'S'],
        ['Size', 'M'],
      ],
    ],
    [
      'VALUE_REPEATED selections.Colours',
      [
        ['Colours', 'red'],
        ['Colours', 'red'],
      ],
    ],
    ['VALUE_FIXED selections.Seal', [['Seal', 'silicone']]],
    ['REQUIRES_CHARACTERISTIC selections.Pressure', [['Filter', 'true']]],
    [
      'EXCLUDES_CHARACTERISTIC selections.Colours',
      [
        ['Filter', 'true'],
        ['Colours', 'red'],
      ],
    ],
  ])('%s', (code, selections) => {
    const { status, violations } = evaluate(pump(), choosing(selections))

    expect(violations.map((found) => `${found.code} ${found.path}`)).toContain(code)
    expect(violations.every(({ message }) => message.endsWith('.'))).toBe(true)
    expect(status).toBe('INVALID')
  })

  test('a required characteristic without a default has to be chosen', () => {
    const facts = pump({
      characteristics: [characteristic('Size', { minCardinality: 1, values: [one('S'), one('M')] })],
      rules: [],
    })

    expect(evaluate(facts, choosing([])).violations).toMatchObject([
      {
        code: 'CARDINALITY_TOO_FEW',
        message: '"Size" needs at least 1 value(s); 0 are chosen. Choose from S, M.',
      },
    ])
  })

  test('who declines an option does not trigger its rules', () => {
    expect(
      codesOf(
        choosing([
          ['Filter', 'false'],
          ['Colours', 'red'],
        ]),
      ),
    ).toEqual([])
  })

  test.each([
    ['OPEN', [false, false]],
    ['CLOSED', [true, true]],
    ['CLOSED_BOTTOM', [true, false]],
    ['CLOSED_TOP', [false, true]],
  ])('the bounds of a range that is %s', (interval, [lower, upper]) => {
    const facts = pump({
      characteristics: [characteristic('P', { valueType: 'NUMBER', values: [range('1', '10', interval)] })],
      rules: [],
    })
    const isValid = (value: string) => evaluate(facts, choosing([['P', value]])).status === 'VALID'

    expect([isValid('1'), isValid('5'), isValid('10')]).toEqual([lower, true, upper])
  })

  test.each([0, -1, 1.5])('a quantity of %d', (quantity) => {
    expect(codesOf(choosing([], { quantity }))).toEqual(['QUANTITY_OUT_OF_RANGE quantity'])
  })

  test('an offering that cannot be ordered is invalid, with the reasons of the catalog', () => {
    const reasons = [{ code: 'OFFERING_EXPIRED', message: 'The offering expired.' }]

    expect(codesOf(choosing([]), pump({ orderable: false, reasons }))).toEqual([
      'OFFERING_EXPIRED offeringId',
    ])
  })
})

describe('rules about other offerings', () => {
  const facts = pump({
    rules: [rule('REQUIRES', null, 'Hose', 'off_hose'), rule('EXCLUDES', null, 'Well', 'off_well')],
  })

  test.each([
    [['off_hose'], []],
    [[], ['REQUIRES_OFFERING offeringId']],
    [['off_hose', 'off_well'], ['EXCLUDES_OFFERING offeringId']],
  ])('beside %j: %j', (companionOfferingIds, codes) => {
    expect(codesOf(choosing([], { companionOfferingIds }), facts)).toEqual(codes)
  })

  test('are named and not judged when nobody said what else is in the quote', () => {
    const { status, violations } = evaluate(facts, choosing([], { companionOfferingIds: undefined }))

    expect(status).toBe('VALID')
    expect(violations.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      'OFFERING_RULE_NOT_JUDGED WARNING',
      'OFFERING_RULE_NOT_JUDGED WARNING',
    ])
  })
})

test('CFG-06 a result is what was judged, by which facts and why: nothing of prices or of fulfillment', () => {
  expect(Object.keys(evaluate(pump(), choosing([]))).toSorted()).toEqual([
    'hash',
    'overrides',
    'selections',
    'status',
    'violations',
  ])
})

describe('CFG-05 an override is explicit', () => {
  const override = {
    code: 'VALUE_NOT_ALLOWED',
    path: 'selections.Size',
    reason: 'special build',
    by: 'usr_1',
  }

  test('it makes an error a warning that says so, and changes the hash', () => {
    const plain = evaluate(pump(), choosing([['Size', 'XL']]))
    const overridden = evaluate(pump(), choosing([['Size', 'XL']], { overrides: [override] }))

    expect(overridden).toMatchObject({
      status: 'VALID',
      overrides: [override],
      violations: [
        {
          code: 'VALUE_NOT_ALLOWED',
          severity: 'WARNING',
          message: expect.stringContaining('Overridden: special build'),
        },
      ],
    })
    expect(overridden.hash).not.toBe(plain.hash)
  })

  test('what nothing violates cannot be overridden, nor what an offering is', () => {
    const expired = pump({ orderable: false, reasons: [{ code: 'OFFERING_EXPIRED', message: 'Over.' }] })

    expect(evaluate(pump(), choosing([], { overrides: [override] })).overrides).toEqual([])
    expect(
      evaluate(
        expired,
        choosing([], { overrides: [{ ...override, code: 'OFFERING_EXPIRED', path: 'offeringId' }] }),
      ).status,
    ).toBe('INVALID')
  })
})

describe('CFG-03 a result is reproducible from its facts', () => {
  const selection = fc.tuple(
    fc.constantFrom('Size', 'Pressure', 'Filter', 'Colours', 'Seal', 'Shape'),
    fc.constantFrom('S', 'M', '5', '05.0', '12', 'true', 'false', 'red', 'blue', 'rubber', ''),
  )

  test('equal facts and choices, in whatever order, give an equal result', () => {
    fc.assert(
      fc.property(
        fc.array(selection, { maxLength: 6 }),
        fc.integer({ min: 0, max: 3 }),
        (selections, quantity) => {
          const straight = evaluate(pump(), choosing(selections, { quantity }))
          const reversed = evaluate(pump(), choosing(selections.toReversed(), { quantity }))

          expect(reversed.hash).toBe(straight.hash)
          expect(straight.status).toBe(
            straight.violations.some(({ severity }) => severity === 'ERROR') ? 'INVALID' : 'VALID',
          )
        },
      ),
    )
  })

  test('a number has one spelling, and a republication that changes nothing used changes no hash', () => {
    const five = evaluate(pump(), choosing([['Pressure', '5']])).hash

    expect(evaluate(pump(), choosing([['Pressure', '05.00']])).hash).toBe(five)
    expect(
      evaluate(
        pump({ publicationHash: 'sha256:q', catalogVersion: '2026.07.02-v2' }),
        choosing([['Pressure', '5']]),
      ).hash,
    ).toBe(five)
    expect(evaluate(pump({ constraintSetHash: 'sha256:d' }), choosing([['Pressure', '5']])).hash).not.toBe(
      five,
    )
  })
})
