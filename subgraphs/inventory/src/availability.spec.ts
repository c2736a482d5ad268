import { describe, expect, test } from '@jest/globals'
import { given } from '@pactwork/kernel/testing'
import fc from 'fast-check'

import { noAnswer, overall, recordEvidence, statusAt, type CheckedStatus } from './availability.ts'
import { fromTheirAnswer, toTheirQuestion } from './inventory-system.ts'

const noon = new Date('2026-03-02T12:00:00.000Z')
const question = {
  siteId: null,
  lines: [
    { lineRef: 'a', offeringId: 'off_a', quantity: 2 },
    { lineRef: 'b', offeringId: 'off_b', quantity: 1 },
  ],
}
const recording = {
  evidenceId: 'ave_1',
  subjectType: 'QUOTE' as const,
  subjectId: 'quo_1',
  subjectRevision: 1,
  sourceSystem: 'inventory',
  at: noon,
  evidenceHash: 'sha256:1',
}
const theirs = (...positions: object[]) => ({ checkRef: 'CHK-1', validForSeconds: 60, positions })

describe('availability', () => {
  test('INV-03 evidence says when it was made, of what, and until when it may be shown', () => {
    const answer = fromTheirAnswer(
      question,
      200,
      theirs({ pos: 'a', verdict: 'OK', qtyFree: 9 }, { pos: 'b', verdict: 'OK' }),
    )

    given(undefined)
      .when(() => recordEvidence({ ...recording, answer }))
      .then({
        type: 'AvailabilityEvidenceCreated',
        status: 'AVAILABLE',
        sourceReference: 'CHK-1',
        checkedAt: '2026-03-02T12:00:00.000Z',
        expiresAt: '2026-03-02T12:01:00.000Z',
      })
  })

  test('INV-28 evidence is STALE once it has expired; not knowing never becomes anything else', () => {
    const expired = new Date(noon.getTime() - 1)
    for (const status of ['AVAILABLE', 'PARTIALLY_AVAILABLE', 'UNAVAILABLE'] as const) {
      expect(statusAt(status, noon, expired)).toBe(status)
      expect(statusAt(status, noon, noon)).toBe('STALE')
    }
    expect(statusAt('UNKNOWN', null, noon)).toBe('UNKNOWN')
  })

  test('INV-11 no answer is UNKNOWN for every line, never unavailable, and nothing to rely on for any time', () => {
    const answer = noAnswer(question.lines, 'NO_ANSWER')

    given(undefined)
      .when(() => recordEvidence({ ...recording, answer }))
      .then({
        type: 'AvailabilityEvidenceCreated',
        status: 'UNKNOWN',
        expiresAt: null,
        explanationCode: 'NO_ANSWER',
      })
    expect(answer.lines.map(({ status }) => status)).toEqual(['UNKNOWN', 'UNKNOWN'])
  })

  test('a check of nothing is refused', () => {
    given(undefined)
      .when(() => recordEvidence({ ...recording, answer: noAnswer([], 'NOTHING_ASKED') }))
      .rejects('AVAILABILITY_LINES_MISSING')
  })

  test('INV-28 the whole is AVAILABLE only when every line is, and UNKNOWN as soon as one is', () => {
    const statuses = fc.array(
      fc.constantFrom<CheckedStatus>('AVAILABLE', 'PARTIALLY_AVAILABLE', 'UNAVAILABLE', 'UNKNOWN'),
      { minLength: 1 },
    )
    fc.assert(
      fc.property(statuses, (all) => {
        const whole = overall(all.map((status) => ({ status })))
        expect(whole === 'UNKNOWN').toBe(all.includes('UNKNOWN'))
        expect(whole === 'AVAILABLE').toBe(all.every((status) => status === 'AVAILABLE'))
      }),
    )
  })
})

describe('the inventory system’s words', () => {
  test('INT-08 are translated at the boundary and nowhere else', () => {
    expect(toTheirQuestion(question)).toEqual({
      positions: [
        { pos: 'a', article: 'off_a', qty: 2 },
        { pos: 'b', article: 'off_b', qty: 1 },
      ],
    })
    const answer = fromTheirAnswer(
      question,
      200,
      theirs(
        { pos: 'a', verdict: 'SOME', qtyFree: 1, note: 'OUT_OF_STOCK' },
        { pos: 'b', verdict: 'NONE', note: '?' },
      ),
    )
    expect(answer.lines).toMatchObject([
      { status: 'PARTIALLY_AVAILABLE', availableQuantity: '1', explanationCode: 'OUT_OF_STOCK' },
      { status: 'UNAVAILABLE', explanationCode: 'NOT_EXPLAINED' },
    ])
  })

  test('what they do not say, or say in words nobody knows, is UNKNOWN', () => {
    const answer = fromTheirAnswer(question, 200, theirs({ pos: 'a', verdict: 'MAYBE' }))

    expect(answer.lines.map(({ status, explanationCode }) => [status, explanationCode])).toEqual([
      ['UNKNOWN', 'UNKNOWN_VERDICT'],
      ['UNKNOWN', 'UNKNOWN_VERDICT'],
    ])
    for (const [status, body] of [
      [200, undefined],
      [200, {}],
      [503, {}],
      [401, theirs()],
    ] as const) {
      expect(overall(fromTheirAnswer(question, status, body).lines)).toBe('UNKNOWN')
    }
  })
})
