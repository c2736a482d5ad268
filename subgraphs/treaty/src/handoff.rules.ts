import { accept, mayBecome, reject, type Decision } from '@pactwork/kernel/decision'

import { outcomeOf, type Handoff, type HandoffEvent, type OutcomeType } from './handoff.ts'
import { handoffTransitions, type HandoffState } from './handoff.transitions.ts'
import { fellOut } from './observe.rules.ts'
import type { Timing } from './timing.ts'

type Moment = { readonly at: Date; readonly timing: Timing }

const refused = (handoff: Handoff, to: HandoffState) =>
  reject('HANDOFF_TRANSITION_IMPOSSIBLE', { state: handoff.state, to })

/** The request is about to leave. Committed before it does (M21). */
export function send(handoff: Handoff, { at, timing }: Moment): Decision<HandoffEvent> {
  if (!mayBecome(handoffTransitions, handoff.state, 'SENT')) return refused(handoff, 'SENT')

  return accept({ type: 'HandoffSent', answerDueAt: new Date(at.getTime() + timing.answerWithinMs), at })
}

/** Whoever was to bring the answer did not come back: the outcome is unknown. */
export function loseAnswer(handoff: Handoff, { at }: Moment): Decision<HandoffEvent> {
  if (handoff.state !== 'SENT') return refused(handoff, 'UNKNOWN')

  return accept({
    type: 'HandoffOutcomeUnknown',
    errorClass: 'UNKNOWN',
    code: 'ANSWER_LOST',
    message: 'The request may have left; nobody knows its answer.',
    nextAskAt: at,
    at,
  })
}

/** The other side is about to be asked by key. */
export function ask(handoff: Handoff, { at }: Moment): Decision<HandoffEvent> {
  // A question whose asker died is asked again.
  if (handoff.state === 'RECONCILING')
    return accept({ type: 'HandoffReconciling', from: handoff.askedFrom ?? 'UNKNOWN', at })
  if (handoff.state === 'FALLOUT') return refused(handoff, 'RECONCILING')
  if (!mayBecome(handoffTransitions, handoff.state, 'RECONCILING')) return refused(handoff, 'RECONCILING')

  return accept({ type: 'HandoffReconciling', from: handoff.state, at })
}

/** A person wants it tried again: first the other side is asked, with new budgets and under the same key. */
export function resume(
  handoff: Handoff,
  { attempt, at, timing }: Moment & { attempt: number },
): Decision<HandoffEvent> {
  if (handoff.state !== 'FALLOUT') return refused(handoff, 'RECONCILING')

  return accept({
    type: 'HandoffResumed',
    attempt,
    answerDueAt: new Date(at.getTime() + timing.answerWithinMs),
    at,
  })
}

/** A later attempt asks for what is still under way: it gets the outcome of this one. */
export function adopt(
  handoff: Handoff,
  { attempt, at }: { attempt: number; at: Date },
): Decision<HandoffEvent> {
  return attempt > handoff.askedAttempt ? accept({ type: 'HandoffAdopted', attempt, at }) : accept()
}

/** The context has heard of the outcome. What it could not take is fallout (REC-03). */
export function tell(
  handoff: Handoff,
  told: { outcome: OutcomeType; applied: 'APPLIED' | 'IMPOSSIBLE'; at: Date },
): Decision<HandoffEvent> {
  const { outcome, applied, at } = told
  if (outcomeOf(handoff) !== outcome || handoff.told === outcome) return accept()

  if (applied === 'IMPOSSIBLE' && (outcome === 'ACCEPTED' || outcome === 'REJECTED'))
    return accept(
      { type: 'HandoffTold', outcome, at },
      fellOut('LOCAL_IMPOSSIBLE', 'LOCAL_IMPOSSIBLE', `Nothing here can take "${outcome}".`, at),
    )

  return accept(
    outcome === 'ACCEPTED' ? { type: 'HandoffCompleted', at } : { type: 'HandoffTold', outcome, at },
  )
}

/** Withdraws what is not outside: never sent, or known to be undone. */
export function cancel(handoff: Handoff, { at }: { at: Date }): Decision<HandoffEvent> {
  if (handoff.state === 'CANCELLED') return accept()
  if (!mayBecome(handoffTransitions, handoff.state, 'CANCELLED')) return refused(handoff, 'CANCELLED')

  return accept({ type: 'HandoffCancelled', at })
}
