import type { Gather } from '@pactwork/kernel/command'
import { EvidenceUnavailable } from '@pactwork/kernel/errors'
import { z } from 'zod'
import type { AvailabilityEvidence } from '../quote.evidence.ts'
import type { Quote } from '../quote.ts'
import { refusal } from './answer.ts'
import { derivedKey } from './derived-key.ts'

const document = `mutation AvailabilityOfQuote($input: CheckAvailabilityInput!, $idempotencyKey: ID!) {
  checkAvailability(input: $input, idempotencyKey: $idempotencyKey) {
    ... on CheckAvailabilityPayload {
      evidence { id evidenceHash checkedAt lines { lineRef status } }
    }
    ... on Rejection { code message }
  }
}`

const state = z.enum(['NOT_CHECKED', 'AVAILABLE', 'PARTIALLY_AVAILABLE', 'UNAVAILABLE', 'STALE', 'UNKNOWN'])
const checked = z.object({
  evidence: z.object({
    id: z.string(),
    evidenceHash: z.string().nullable(),
    checkedAt: z.string().nullable(),
    lines: z.array(z.object({ lineRef: z.string(), status: state })).nullable(),
  }),
})
const shape = z.object({ checkAvailability: z.union([checked, refusal]) })

/** Asks inventory about every line, once per site; what it answers is kept by reference and hash (QUO-13). */
export async function availabilityOf(gather: Gather, quote: Quote): Promise<AvailabilityEvidence[]> {
  const bySite = Map.groupBy(quote.lines, ({ siteId }) => siteId)
  const answers = await Promise.all(
    [...bySite].map(async ([siteId, lines]) => {
      const input = {
        subjectType: 'QUOTE',
        subjectId: quote.id,
        subjectRevision: quote.revision,
        customerId: quote.customerId,
        siteId,
        lines: lines.map(({ id, offeringId, quantity }) => ({ lineRef: id, offeringId, quantity })),
      }
      const idempotencyKey = derivedKey(gather, 'checkAvailability', { input, quoteVersion: quote.version })
      const { checkAvailability: answer } = await gather.ports.mutate(
        'inventory',
        document,
        { input, idempotencyKey },
        shape,
      )
      if ('code' in answer)
        throw new EvidenceUnavailable('inventory', new Error(`${answer.code}: ${answer.message}`))

      return answer.evidence
    }),
  )

  return quote.lines.map(({ id }): AvailabilityEvidence => {
    const evidence = answers.find(({ lines }) => lines?.some(({ lineRef }) => lineRef === id))
    return {
      lineId: id,
      state: evidence?.lines?.find(({ lineRef }) => lineRef === id)?.status ?? 'UNKNOWN',
      evidenceId: evidence?.id ?? null,
      hash: evidence?.evidenceHash ?? null,
      asOf: evidence?.checkedAt ?? gather.clock.now().toISOString(),
    }
  })
}
