import type { HandoffSubject } from './handoff-key.ts'
import type { HandoffState } from './handoff.transitions.ts'
import type { ObservationType } from './observation.ts'

export type Facts = Readonly<Record<string, string | number | boolean | null>>

/** What a context is told about a handoff. */
export type OutcomeType = 'UNKNOWN' | 'ACCEPTED' | 'REJECTED' | 'FALLOUT'

/** One request to an external system under one key, from the intent to the settled outcome. */
export type Handoff = HandoffSubject & {
  readonly id: string
  readonly version: number
  /** The attempt that asked last: a resumed handoff answers a later attempt under its old key. */
  readonly askedAttempt: number
  readonly aggregateType: string
  readonly aggregateId: string
  readonly system: string
  readonly purpose: string
  readonly key: string
  readonly request: Readonly<Record<string, unknown>>
  readonly requestHash: string
  readonly correlationId: string
  readonly causationId: string
  readonly processBusinessKey: string | null
  readonly state: HandoffState
  readonly externalReference: string | null
  readonly externalStatus: string | null
  readonly facts: Facts
  readonly lastResponseHash: string | null
  /** The class of INT-13; UNKNOWN where nobody can say. */
  readonly lastErrorClass: string | null
  readonly lastErrorCode: string | null
  readonly lastErrorMessage: string | null
  /** How often the request has left. */
  readonly attemptCount: number
  readonly resendCount: number
  readonly technicalCount: number
  readonly askCount: number
  readonly sentAt: Date | null
  /** When a person takes over if nothing is settled by then. */
  readonly answerDueAt: Date | null
  readonly nextRetryAt: Date | null
  readonly nextAskAt: Date | null
  /** The state that a question interrupted. */
  readonly askedFrom: HandoffState | null
  readonly lastReconciledAt: Date | null
  /** What the other side was last seen to say. */
  readonly lastObservation: ObservationType | null
  /** The outcome that the context knows of. */
  readonly told: OutcomeType | null
  readonly createdAt: Date
  readonly updatedAt: Date
}

type Why = { readonly errorClass: string; readonly code: string; readonly message: string }
type Seen = {
  readonly reference: string | null
  readonly externalStatus: string | null
  readonly bodyHash: string | null
}

/** What happens to a handoff. Kept as its transition log; what the context publishes are the context's own events. */
export type HandoffEvent = { readonly at: Date } & (
  | { readonly type: 'HandoffSent'; readonly answerDueAt: Date }
  | ({ readonly type: 'HandoffPending'; readonly nextAskAt: Date } & Seen)
  | ({ readonly type: 'HandoffAccepted'; readonly facts: Facts } & Seen)
  | ({ readonly type: 'HandoffRejected' } & Seen & Why)
  | ({ readonly type: 'HandoffOutcomeUnknown'; readonly nextAskAt: Date } & Why)
  | ({
      readonly type: 'HandoffRetryScheduled'
      readonly budget: 'RESEND' | 'TECHNICAL'
      readonly nextRetryAt: Date
    } & Why)
  | { readonly type: 'HandoffReconciling'; readonly from: HandoffState }
  | { readonly type: 'HandoffResumed'; readonly attempt: number; readonly answerDueAt: Date }
  | { readonly type: 'HandoffAdopted'; readonly attempt: number }
  | ({ readonly type: 'HandoffFellOut' } & Why)
  | { readonly type: 'HandoffTold'; readonly outcome: OutcomeType }
  | { readonly type: 'HandoffCompleted' }
  | { readonly type: 'HandoffCancelled' }
)

/** The outcome that a handoff stands for at this moment, if any. */
export function outcomeOf({ state, askedFrom }: Handoff): OutcomeType | null {
  if (state === 'ACCEPTED' || state === 'REJECTED' || state === 'UNKNOWN' || state === 'FALLOUT') return state
  if (state === 'RECONCILING' && askedFrom === 'UNKNOWN') return 'UNKNOWN'

  return null
}
