import { describe, expect, test } from '@jest/globals'
import { newId } from '@pactwork/kernel/ids'
import { z } from 'zod'

import { behave, journal, mutate, newWish, reaches, reservationsOf, reserve } from './support.ts'

const line = z.object({
  lineRef: z.string(),
  status: z.string(),
  requestedQuantity: z.string(),
  availableQuantity: z.string().nullable(),
  explanationCode: z.string().nullable(),
})
const evidence = z.object({
  id: z.string(),
  status: z.string(),
  checkedAt: z.string(),
  expiresAt: z.string().nullable(),
  sourceSystem: z.string(),
  sourceReference: z.string().nullable(),
  subjectRevision: z.number().nullable(),
  explanationCode: z.string().nullable(),
  evidenceHash: z.string(),
  lines: z.array(line),
})
const fields = `evidence { ${Object.keys(evidence.omit({ lines: true }).shape).join(' ')} lines { ${Object.keys(line.shape).join(' ')} } }`

const check = (tenantId: string, input: object, key?: string) =>
  mutate('port', tenantId, 'checkAvailability', { fields, payload: { evidence } }, input, key)

async function evidenceFor(offeringId: string): Promise<z.infer<typeof evidence>> {
  const answer = await check(newId('ten'), question(offeringId))
  if (!answer.evidence) throw new Error(JSON.stringify(answer))

  return answer.evidence
}

const question = (offeringId: string) => ({
  subjectType: 'QUOTE',
  subjectId: newId('quo'),
  subjectRevision: 2,
  customerId: newId('cus'),
  lines: [{ lineRef: 'line-1', offeringId, quantity: 4 }],
})

describe('an availability check', () => {
  test('INV-07 leaves evidence with its source, its time and its end, line by line', async () => {
    const made = await evidenceFor(newId('off'))

    expect(made).toMatchObject({
      id: expect.stringMatching(/^ave_/),
      status: 'AVAILABLE',
      sourceSystem: 'inventory',
      sourceReference: expect.stringMatching(/^CHK-/),
      subjectRevision: 2,
      evidenceHash: expect.stringMatching(/^sha256:/),
      lines: [{ lineRef: 'line-1', status: 'AVAILABLE', requestedQuantity: '4', availableQuantity: '104' }],
    })
    expect(new Date(made.expiresAt ?? 0).getTime() - new Date(made.checkedAt).getTime()).toBe(900_000)
  })

  test.each([
    ['reject', 'UNAVAILABLE', 'OUT_OF_STOCK'],
    ['partial', 'PARTIALLY_AVAILABLE', 'OUT_OF_STOCK'],
    ['timeout-after-work', 'UNKNOWN', 'NO_ANSWER'],
    ['unavailable', 'UNKNOWN', 'HTTP_503'],
    ['malformed', 'UNKNOWN', 'MALFORMED_ANSWER'],
  ] as const)('INV-28 %s gives %s', async (behaviour, status, explanationCode) => {
    const offeringId = newId('off')
    await behave({ behaviour, on: 'check', match: { article: offeringId } })

    const made = await evidenceFor(offeringId)
    expect(made).toMatchObject({ status, explanationCode })
    expect(made.expiresAt === null).toBe(status === 'UNKNOWN')
  })

  test('INV-06 asked again under its key answers the same evidence, also when the system is silent', async () => {
    const tenantId = newId('ten')
    const input = question(newId('off'))
    const first = await check(tenantId, input, 'once')
    await behave({
      behaviour: 'timeout-after-work',
      on: 'check',
      match: { article: input.lines[0]?.offeringId },
    })

    expect(await check(tenantId, input, 'once')).toEqual(first)
  })

  test('a check of nothing is refused', async () => {
    const input = { ...question(newId('off')), lines: [] }

    expect(await check(newId('ten'), input)).toMatchObject({
      code: 'AVAILABILITY_LINES_MISSING',
    })
  })

  test('INV-01 INV-02 INV-21 asking is not holding: a check leaves no work at the system and no reservation here', async () => {
    const input = question(newId('off'))
    const tenantId = newId('ten')
    await check(tenantId, input)

    const entries = await journal(tenantId)
    expect(entries.map(({ kind }) => kind)).toEqual(['CALLED'])
    const wish = { ...newWish(), tenantId }
    expect(await reservationsOf(wish)).toEqual([])
    await reserve(wish)
    await reaches(wish, 'RESERVED')
    expect((await journal(tenantId)).map(({ kind }) => kind)).toEqual(['CALLED', 'CALLED', 'EFFECT'])
  })
})
