import type { AvailabilityEvent } from '@pactwork/contracts/events/inventory'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'

/** What is known of availability (INV-28). STALE and NOT_CHECKED are never stored: time and silence make them. */
export type AvailabilityStatus =
  | 'NOT_CHECKED'
  | 'AVAILABLE'
  | 'PARTIALLY_AVAILABLE'
  | 'UNAVAILABLE'
  | 'STALE'
  | 'UNKNOWN'

/** What can be the answer of a check. */
export type CheckedStatus = Extract<
  AvailabilityStatus,
  'AVAILABLE' | 'PARTIALLY_AVAILABLE' | 'UNAVAILABLE' | 'UNKNOWN'
>

export type AvailabilityLine = {
  readonly lineRef: string
  readonly offeringId: string
  readonly requestedQuantity: string
  readonly availableQuantity: string | null
  readonly status: CheckedStatus
  readonly explanationCode: string | null
}

/** Whom the check is for. */
export type AvailabilitySubject = {
  readonly subjectType: 'QUOTE' | 'ORDER'
  readonly subjectId: string
  readonly subjectRevision: number | null
}

/** A persisted answer: what the inventory system believed at one moment, and until when that may be shown. */
export type AvailabilityEvidence = AvailabilitySubject & {
  readonly id: string
  readonly version: number
  readonly sourceSystem: string
  readonly sourceReference: string | null
  readonly status: CheckedStatus
  readonly explanationCode: string | null
  readonly checkedAt: Date
  readonly expiresAt: Date | null
  readonly evidenceHash: string
  readonly lines: readonly AvailabilityLine[]
}

/** What the inventory system said of a check, in our words. */
export type AvailabilityAnswer = {
  readonly sourceReference: string | null
  /** How long the system stands by it; null when nothing was learnt. */
  readonly validForMs: number | null
  readonly explanationCode: string | null
  readonly lines: readonly AvailabilityLine[]
}

type Recording = AvailabilitySubject & {
  readonly evidenceId: string
  readonly sourceSystem: string
  readonly answer: AvailabilityAnswer
  readonly at: Date
  readonly evidenceHash: string
}

/** Keeps an answer as evidence (INV-03). It promises nothing (INV-02). */
export function recordEvidence(recording: Recording): Decision<AvailabilityEvent> {
  const { answer, at, evidenceId, ...rest } = recording
  if (answer.lines.length === 0) return reject('AVAILABILITY_LINES_MISSING')

  return accept({
    type: 'AvailabilityEvidenceCreated',
    evidenceId,
    sourceSystem: rest.sourceSystem,
    sourceReference: answer.sourceReference,
    subjectType: rest.subjectType,
    subjectId: rest.subjectId,
    subjectRevision: rest.subjectRevision,
    status: overall(answer.lines),
    explanationCode: answer.explanationCode,
    checkedAt: at.toISOString(),
    expiresAt: answer.validForMs === null ? null : new Date(at.getTime() + answer.validForMs).toISOString(),
    evidenceHash: rest.evidenceHash,
    lines: [...answer.lines],
  })
}

/** The whole is as sure as its least known line, and available only when every line is. */
export function overall(lines: readonly Pick<AvailabilityLine, 'status'>[]): CheckedStatus {
  const all = (status: CheckedStatus) => lines.every((line) => line.status === status)
  if (lines.length === 0 || lines.some((line) => line.status === 'UNKNOWN')) return 'UNKNOWN'
  if (all('AVAILABLE')) return 'AVAILABLE'

  return all('UNAVAILABLE') ? 'UNAVAILABLE' : 'PARTIALLY_AVAILABLE'
}

/** What a status says now: evidence goes stale by nature; not knowing does not. */
export const statusAt = (status: CheckedStatus, expiresAt: Date | null, now: Date): AvailabilityStatus =>
  status !== 'UNKNOWN' && expiresAt !== null && expiresAt <= now ? 'STALE' : status

/** The answer to a check that was not answered: unknown for every line, never "unavailable" (DRL-40a). */
export const noAnswer = (
  asked: readonly { lineRef: string; offeringId: string; quantity: number }[],
  explanationCode: string,
): AvailabilityAnswer => ({
  sourceReference: null,
  validForMs: null,
  explanationCode,
  lines: asked.map(({ lineRef, offeringId, quantity }) => ({
    lineRef,
    offeringId,
    requestedQuantity: String(quantity),
    availableQuantity: null,
    status: 'UNKNOWN',
    explanationCode,
  })),
})
