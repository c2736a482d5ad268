import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { inferring } from './infer.ts'
import type { Category } from './resource.ts'

const named = (name: string): Category => ({
  type: 'Category',
  key: name,
  name,
  version: '1',
  validity: {},
  place: { file: name, path: '' },
})

const among = (...names: string[]) => inferring(names.map(named))

describe('inferring whose a price is', () => {
  test('the longest name that begins it wins', () => {
    const infer = among('Pump', 'Pump Deluxe')

    expect(infer({ name: 'Pump Deluxe - Monthly' })).toMatchObject({
      target: { name: 'Pump Deluxe' },
      rule: 'NAME_PREFIX',
    })
    expect(infer({ name: 'PUMP - Monthly' })).toMatchObject({ target: { name: 'Pump' }, rule: 'NAME_PREFIX' })
  })

  test('words are whole', () => {
    expect(among('Pump')({ name: 'Pumpkin - Monthly' })).toMatchObject({ outcome: 'NONE' })
  })

  test('a description that names one tells when the name does not', () => {
    const infer = among('Garden Pump', 'Well Pump')

    expect(infer({ name: 'Standard fee', description: 'Monthly charge for the Well Pump.' })).toMatchObject({
      target: { name: 'Well Pump' },
      rule: 'DESCRIPTION',
    })
  })

  test('a name spelt differently is found by the longest beginning it shares', () => {
    expect(among('Garden Pump Plus', 'Well Pump')({ name: 'Garden Pump Premium - Monthly' })).toMatchObject({
      target: { name: 'Garden Pump Plus' },
      rule: 'SHARED_PREFIX',
    })
  })

  test('a tie is ambiguous', () => {
    const infer = among('Garden Pump Plus', 'Garden Pump Basic')

    expect(infer({ name: 'Garden Pump - Monthly' })).toMatchObject({ outcome: 'AMBIGUOUS' })
  })

  test('one shared word that is no whole name says nothing', () => {
    expect(among('Garden Pump')({ name: 'Garden Hose - Monthly' })).toMatchObject({ outcome: 'NONE' })
  })

  test('a description that speaks of another than the name makes it ambiguous', () => {
    const infer = among('Garden Pump', 'Well Pump')

    expect(infer({ name: 'Garden Pump - Monthly', description: 'Fee for Well Pump' })).toMatchObject({
      outcome: 'AMBIGUOUS',
    })
  })

  test('of two that the description names, the name picks one', () => {
    const infer = among('Garden Pump', 'Leak Alarm')

    expect(
      infer({ name: 'Garden Pump - Monthly', description: 'Fee for Garden Pump with Leak Alarm' }),
    ).toMatchObject({
      target: { name: 'Garden Pump' },
    })
  })

  test.each([
    ['Nut & Bolt', 'Nut and Bolt - Monthly'],
    ['R-2 Unit', 'R2 Unit - Monthly'],
    ['Ever Green', 'Evergreen - Monthly'],
  ])('%s and %s look alike, which is said and never linked', (target, name) => {
    expect(among(target)({ name })).toMatchObject({ outcome: 'NONE', lookalikes: [{ name: target }] })
  })

  test('it finds a target only when every better or equal one is that target', () => {
    const word = fc.constantFrom('alpha', 'Beta', 'gamma', '-', '&', 'and', 'plus')
    const phrase = fc.array(word, { minLength: 1, maxLength: 4 }).map((words) => words.join(' '))

    fc.assert(
      fc.property(fc.uniqueArray(phrase, { minLength: 1, maxLength: 6 }), phrase, (names, text) => {
        const straight = inferring(names.map(named))({ name: text })
        const reversed = inferring(names.toReversed().map(named))({ name: text })

        expect(reversed.outcome).toBe(straight.outcome)
        if (straight.outcome === 'FOUND' && reversed.outcome === 'FOUND') {
          expect(reversed.target.key).toBe(straight.target.key)
          expect(text.toLowerCase().split(' ')[0]).toBe(straight.target.name.toLowerCase().split(' ')[0])
        }
      }),
      { numRuns: 1000 },
    )
  })
})
