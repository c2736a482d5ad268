import type { Facts, Handoff, OutcomeType } from './handoff.ts'

/** What a context is told: what became of what it asked for, in our words. */
export type Outcome = {
  /** The idempotency key for the command that takes it in: the same one every time this outcome is told. */
  readonly key: string
  readonly type: OutcomeType
  readonly handoffId: string
  readonly version: number
  readonly aggregateType: string
  readonly aggregateId: string
  readonly orderId: string
  readonly lineId: string
  /** The attempt that asked last. */
  readonly attempt: number
  readonly externalReference: string | null
  /** Facts that the treaty translated from the answer. */
  readonly facts: Facts
  /** The class of INT-13; null when all is well. */
  readonly errorClass: string | null
  /** A code of ours; null when all is well. */
  readonly code: string | null
  readonly message: string | null
  /** How often the request has left. */
  readonly sends: number
  /** What the other side was last seen to say. */
  readonly lastObservation: string | null
  readonly observedAt: Date
  /** When the other side was last asked. */
  readonly lastReconciledAt: Date | null
}

/** Puts an outcome into words for the context. Depends on the handoff's version only. */
export const tellable = (handoff: Handoff, type: OutcomeType): Outcome => ({
  key: `${handoff.id}:${handoff.version}:${type}`,
  type,
  handoffId: handoff.id,
  version: handoff.version,
  aggregateType: handoff.aggregateType,
  aggregateId: handoff.aggregateId,
  orderId: handoff.orderId,
  lineId: handoff.lineId,
  attempt: handoff.askedAttempt,
  externalReference: handoff.externalReference,
  facts: handoff.facts,
  errorClass: handoff.lastErrorClass,
  code: handoff.lastErrorCode,
  message: handoff.lastErrorMessage,
  sends: handoff.attemptCount,
  lastObservation: handoff.lastObservation,
  observedAt: handoff.updatedAt,
  lastReconciledAt: handoff.lastReconciledAt,
})
