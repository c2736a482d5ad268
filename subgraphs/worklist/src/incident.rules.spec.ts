import { describe, expect, test } from '@jest/globals'
import { automaticRetries, classify, endedIncident, isStranded, retriesByItself } from './incident.rules.ts'

const external = (message: string | null) => ({ kind: 'failedExternalTask', step: 'check', message })

describe('WFL-05 an incident is classified by what it asks for', () => {
  test.each([
    ['OUTAGE: order did not answer', 'TECHNICAL_RETRY'],
    ['DEADLINE: inventory did not answer', 'UNKNOWN_OUTCOME'],
    ['REJECTED: RESERVATION_NOT_POSSIBLE', 'BUSINESS_FALLOUT'],
    ['CONTRACT: itemId is missing', 'MODEL_DEFECT'],
    ['something else', 'TECHNICAL_RETRY'],
    [null, 'TECHNICAL_RETRY'],
  ])('%s → %s', (message, expected) => {
    expect(classify(external(message))).toBe(expected)
  })

  test('a failed job runs only what the model says', () => {
    expect(classify({ kind: 'failedJob', step: 'determine-level', message: 'OUTAGE: x' })).toBe(
      'MODEL_DEFECT',
    )
  })

  test('only what may pass by itself is retried by itself, and not for ever', () => {
    expect(retriesByItself('TECHNICAL_RETRY', automaticRetries - 1)).toBe(true)
    expect(retriesByItself('UNKNOWN_OUTCOME', 0)).toBe(true)
    expect(retriesByItself('TECHNICAL_RETRY', automaticRetries)).toBe(false)
    expect(retriesByItself('MODEL_DEFECT', 0)).toBe(false)
    expect(retriesByItself('BUSINESS_FALLOUT', 0)).toBe(false)
  })
})

describe('WFL-05 an instance that ended before its end', () => {
  const item = { waits: true, round: 2 }

  test('strands what still waits for it', () => {
    expect(isStranded(item, 2)).toBe(true)
    expect(isStranded({ waits: true, round: null }, undefined)).toBe(true)
  })

  test.each([
    ['is settled', { ...item, waits: false }, 2],
    ['is in another attempt or revision', item, 1],
    ['is unknown to its owner', null, 2],
  ])('strands nothing when its object %s', (_, standing, round) => {
    expect(isStranded(standing, round)).toBe(false)
  })

  test('is one incident, however often it is seen, of which nobody knows how far it came', () => {
    expect(endedIncident('a')).toEqual(endedIncident('a'))
    expect(endedIncident('a').key).not.toBe(endedIncident('b').key)
    expect(endedIncident('a').class).toBe('UNKNOWN_OUTCOME')
  })
})
