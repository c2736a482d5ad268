import type { Handoff, HandoffEvent } from './handoff.ts'
import type { HandoffState } from './handoff.transitions.ts'

/** The state that an event leads to; undefined where it only refreshes the present one. */
export const stateAfter: Readonly<Record<HandoffEvent['type'], HandoffState | undefined>> = {
  HandoffSent: 'SENT',
  HandoffPending: 'PENDING',
  HandoffAccepted: 'ACCEPTED',
  HandoffRejected: 'REJECTED',
  HandoffOutcomeUnknown: 'UNKNOWN',
  HandoffRetryScheduled: 'RETRY_SCHEDULED',
  HandoffReconciling: 'RECONCILING',
  HandoffResumed: 'RECONCILING',
  HandoffAdopted: undefined,
  HandoffFellOut: 'FALLOUT',
  HandoffTold: undefined,
  HandoffCompleted: 'COMPLETED',
  HandoffCancelled: 'CANCELLED',
}

/** The handoff after one of its events: one version further. */
export function evolve(handoff: Handoff, event: HandoffEvent): Handoff {
  const moved: Handoff = {
    ...handoff,
    ...change(handoff, event),
    state: stateAfter[event.type] ?? handoff.state,
    version: handoff.version + 1,
    updatedAt: event.at,
  }
  // Whoever leaves RECONCILING has had an answer to a question, whatever it was.
  if (handoff.state !== 'RECONCILING' || moved.state === 'RECONCILING') return moved

  return { ...moved, askedFrom: null, lastReconciledAt: event.at }
}

function change(handoff: Handoff, event: HandoffEvent): Partial<Handoff> {
  switch (event.type) {
    case 'HandoffSent':
      return {
        attemptCount: handoff.attemptCount + 1,
        sentAt: event.at,
        answerDueAt: handoff.answerDueAt ?? event.answerDueAt,
        nextRetryAt: null,
        askCount: 0,
      }
    case 'HandoffPending':
      return { ...seen(handoff, event), nextAskAt: event.nextAskAt }
    case 'HandoffAccepted':
      return {
        ...seen(handoff, event),
        facts: event.facts,
        lastErrorClass: null,
        lastErrorCode: null,
        lastErrorMessage: null,
      }
    case 'HandoffRejected':
      return { ...seen(handoff, event), ...why(event) }
    case 'HandoffOutcomeUnknown':
      return { ...why(event), nextAskAt: event.nextAskAt }
    case 'HandoffRetryScheduled':
      return {
        ...why(event),
        nextRetryAt: event.nextRetryAt,
        resendCount: handoff.resendCount + (event.budget === 'RESEND' ? 1 : 0),
        technicalCount: handoff.technicalCount + (event.budget === 'TECHNICAL' ? 1 : 0),
      }
    case 'HandoffReconciling':
      return { askedFrom: event.from, askCount: handoff.askCount + 1, nextAskAt: null }
    case 'HandoffResumed':
      return {
        askedFrom: 'FALLOUT',
        askedAttempt: event.attempt,
        askCount: 1,
        resendCount: 0,
        technicalCount: 0,
        answerDueAt: event.answerDueAt,
        told: null,
      }
    case 'HandoffAdopted':
      return { askedAttempt: event.attempt, told: null }
    case 'HandoffFellOut':
      return why(event)
    case 'HandoffTold':
      return { told: event.outcome }
    case 'HandoffCompleted':
      return { told: 'ACCEPTED' }
    case 'HandoffCancelled':
      return {}
  }
}

const why = ({
  errorClass,
  code,
  message,
}: {
  errorClass: string
  code: string
  message: string
}): Partial<Handoff> => ({
  lastErrorClass: errorClass,
  lastErrorCode: code,
  lastErrorMessage: message,
})

const seen = (
  handoff: Handoff,
  event: { reference: string | null; externalStatus: string | null; bodyHash: string | null },
): Partial<Handoff> => ({
  externalReference: event.reference ?? handoff.externalReference,
  externalStatus: event.externalStatus ?? handoff.externalStatus,
  lastResponseHash: event.bodyHash ?? handoff.lastResponseHash,
})
