import { z } from 'zod'

import {
  noAnswer,
  type AvailabilityAnswer,
  type AvailabilityLine,
  type CheckedStatus,
} from './availability.ts'

/** What the inventory system needs to be asked for. */
export type AvailabilityQuestion = {
  readonly siteId: string | null
  readonly lines: readonly {
    readonly lineRef: string
    readonly offeringId: string
    readonly quantity: number
  }[]
}

/** The system's own words, read tolerantly: what we do not need is ignored. */
const theirAnswer = z.object({
  checkRef: z.string().max(200),
  validForSeconds: z.number().positive(),
  positions: z.array(
    z.object({
      pos: z.string(),
      verdict: z.string(),
      qtyFree: z.number().nonnegative().optional(),
      note: z.string().optional(),
    }),
  ),
})

const verdicts: Readonly<Record<string, CheckedStatus>> = {
  OK: 'AVAILABLE',
  SOME: 'PARTIALLY_AVAILABLE',
  NONE: 'UNAVAILABLE',
}
const notes: Readonly<Record<string, string>> = {
  OUT_OF_STOCK: 'OUT_OF_STOCK',
  ERR_771_PORT_OCCUPIED: 'RESOURCE_UNAVAILABLE',
  NO_COVERAGE: 'NOT_SUPPLIED_THERE',
}

/** Our question in the system's words (INT-07). */
export const toTheirQuestion = ({ siteId, lines }: AvailabilityQuestion) => ({
  ...(siteId && { place: siteId }),
  positions: lines.map(({ lineRef, offeringId, quantity }) => ({
    pos: lineRef,
    article: offeringId,
    qty: quantity,
  })),
})

/** The system's answer in ours. What it does not say, or says in words nobody knows, is UNKNOWN. */
export function fromTheirAnswer(
  question: AvailabilityQuestion,
  status: number,
  body: unknown,
): AvailabilityAnswer {
  const parsed = status === 200 ? theirAnswer.safeParse(body) : undefined
  if (!parsed?.success)
    return noAnswer(question.lines, status === 200 ? 'MALFORMED_ANSWER' : `HTTP_${status}`)

  const { checkRef, validForSeconds, positions } = parsed.data
  const lines = question.lines.map(({ lineRef, offeringId, quantity }): AvailabilityLine => {
    const said = positions.find(({ pos }) => pos === lineRef)
    const known = said && verdicts[said.verdict]

    return {
      lineRef,
      offeringId,
      requestedQuantity: String(quantity),
      availableQuantity: said?.qtyFree === undefined ? null : String(said.qtyFree),
      status: known ?? 'UNKNOWN',
      explanationCode: known === 'AVAILABLE' ? null : explain(said?.note, known),
    }
  })

  return {
    sourceReference: checkRef,
    validForMs: validForSeconds * 1000,
    explanationCode: lines.find((line) => line.explanationCode !== null)?.explanationCode ?? null,
    lines,
  }
}

const explain = (note: string | undefined, known: CheckedStatus | undefined): string =>
  known === undefined ? 'UNKNOWN_VERDICT' : (notes[note ?? ''] ?? 'NOT_EXPLAINED')
