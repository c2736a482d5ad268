import type { Handoff, HandoffEvent } from './handoff.ts'
import type { Observation } from './observation.ts'
import type { Observed } from './observe.ts'
import { backoffMs, spreadOf, type Timing } from './timing.ts'

/** No answer to a request: it may have been done. The question follows at once (M21). */
export function unknown(_: Handoff, { seen, at }: Observed): HandoffEvent {
  return { type: 'HandoffOutcomeUnknown', ...why(seen), nextAskAt: at, at }
}

/** No answer to a question: what was held before is held still, until a person takes over. */
export function unsettled(handoff: Handoff, { seen, at, timing }: Observed): HandoffEvent {
  if (handoff.answerDueAt && handoff.answerDueAt <= at)
    return fellOut('UNKNOWN', 'NO_ANSWER_IN_TIME', why(seen).message, at)

  const nextAskAt = later(at, handoff, timing, handoff.askCount)
  if (handoff.askedFrom !== 'PENDING') return { type: 'HandoffOutcomeUnknown', ...why(seen), nextAskAt, at }

  return { type: 'HandoffPending', reference: null, externalStatus: null, bodyHash: null, nextAskAt, at }
}

/**
 * They know nothing of the key. Before the settle time that proves nothing; after it the same key is sent again as
 * often as the treaty allows; then a person decides.
 */
export function notFound(handoff: Handoff, { seen, at, timing }: Observed): HandoffEvent {
  const settledAt = handoff.sentAt && new Date(handoff.sentAt.getTime() + timing.settleMs)
  if (settledAt && at < settledAt) {
    const asked = later(at, handoff, timing, handoff.askCount)
    return {
      type: 'HandoffOutcomeUnknown',
      ...why(seen),
      nextAskAt: asked < settledAt ? asked : settledAt,
      at,
    }
  }

  if (handoff.sentAt === null || handoff.resendCount < timing.resendAttempts)
    return { type: 'HandoffRetryScheduled', budget: 'RESEND', ...why(seen), nextRetryAt: at, at }

  const message = `Sent ${handoff.attemptCount} times under one key, and the system knows nothing of it.`
  return fellOut('UNKNOWN', 'NOT_FOUND_AFTER_RESENDS', message, at)
}

/** The treaty says that this answer means "not done": sent again under the same key within the budget. */
export function technical(handoff: Handoff, { seen, at, timing }: Observed): HandoffEvent {
  if (handoff.technicalCount >= timing.technicalAttempts)
    return fellOut('TECHNICAL_RETRYABLE', 'TECHNICAL_RETRIES_SPENT', why(seen).message, at)

  const nextRetryAt = later(at, handoff, timing, handoff.technicalCount)
  return { type: 'HandoffRetryScheduled', budget: 'TECHNICAL', ...why(seen), nextRetryAt, at }
}

const later = (at: Date, { id }: Handoff, timing: Timing, n: number): Date =>
  new Date(at.getTime() + backoffMs(timing, n, spreadOf(id)))

/** Why, for the record: the class, a code of ours, a sentence. */
export const why = ({ type, code, message }: Observation) => ({
  errorClass: type === 'NOT_FOUND' ? 'UNKNOWN' : type,
  code: code ?? type,
  message: message ?? type,
})

/** No machine finds a safe next step: a person takes over. */
export const fellOut = (errorClass: string, code: string, message: string, at: Date): HandoffEvent => ({
  type: 'HandoffFellOut',
  errorClass,
  code,
  message,
  at,
})
