import { accept, type Decision } from '@pactwork/kernel/decision'

import { compare } from './finding.ts'
import type { Handoff, HandoffEvent } from './handoff.ts'
import type { Observation } from './observation.ts'
import { fellOut, notFound, technical, unknown, unsettled, why } from './observe.rules.ts'
import type { Timing } from './timing.ts'

/** How a statement came to us. An answer says which send it answers. */
export type Source =
  | { readonly kind: 'ANSWER'; readonly attempt: number }
  | { readonly kind: 'CALLBACK' }
  | { readonly kind: 'FINDING' }

export type Observed = {
  readonly seen: Observation
  readonly source: Source
  readonly at: Date
  readonly timing: Timing
}

/**
 * What a statement of the other side does to a handoff (INT-18, REC-03). It never refuses: a statement is a fact,
 * and one that our state cannot take is fallout.
 */
export function observe(handoff: Handoff, observed: Observed): Decision<HandoffEvent> {
  const { seen, source, at } = observed
  const { result } = compare(handoff, seen)

  // Something was said about what we never sent, so far as we know: ask before sending.
  if (handoff.state === 'CREATED') return accept({ type: 'HandoffReconciling', from: 'CREATED', at })

  switch (result) {
    case 'LOCAL_IMPOSSIBLE':
      return accept(
        fellOut('LOCAL_IMPOSSIBLE', 'LOCAL_IMPOSSIBLE', `${handoff.state} here, ${seen.type} there.`, at),
      )
    case 'EXTERNAL_SUCCESS':
      return accept({ type: 'HandoffAccepted', ...evidence(seen), facts: seen.facts ?? {}, at })
    case 'EXTERNAL_FAILURE':
      return accept({ type: 'HandoffRejected', ...evidence(seen), ...why(seen), at })
    case 'MATCHED':
      return isStillOpen(handoff) ? pending(handoff, observed) : accept()
    case 'EXTERNAL_UNKNOWN':
      return concernsUs(handoff, source, seen) ? unclear(handoff, observed) : accept()
  }
}

/** The statement does not settle anything: what is the next safe step? */
function unclear(handoff: Handoff, observed: Observed): Decision<HandoffEvent> {
  const { seen, at } = observed

  switch (seen.type) {
    case 'PENDING':
      return pending(handoff, observed)
    case 'NOT_FOUND':
      return accept(notFound(handoff, observed))
    case 'TECHNICAL_RETRYABLE':
      return accept(handoff.state === 'SENT' ? technical(handoff, observed) : unsettled(handoff, observed))
    case 'UNKNOWN':
      return accept(handoff.state === 'SENT' ? unknown(handoff, observed) : unsettled(handoff, observed))
    default:
      // A conflict, a refused identity, a status nobody knows: no machine finds the safe step (INT-13).
      return accept({ type: 'HandoffFellOut', ...why(seen), at })
  }
}

/** They say that they are at work; a person takes over when that lasts longer than the treaty allows. */
function pending(handoff: Handoff, { seen, at, timing }: Observed): Decision<HandoffEvent> {
  if (handoff.state === 'PENDING') return accept()
  if (handoff.answerDueAt && handoff.answerDueAt <= at)
    return accept(fellOut('UNKNOWN', 'NO_ANSWER_IN_TIME', 'The system says that it is still at work.', at))

  const nextAskAt = new Date(at.getTime() + timing.pendingAskMs)
  return accept({ type: 'HandoffPending', ...evidence(seen), nextAskAt, at })
}

/** A vague statement counts only as the answer to what we are waiting for now; others were overtaken. */
function concernsUs(handoff: Handoff, source: Source, { type }: Observation): boolean {
  if (source.kind === 'ANSWER') return handoff.state === 'SENT' && source.attempt === handoff.attemptCount
  if (source.kind === 'FINDING') return handoff.state === 'RECONCILING'

  // A callback that cannot be read or classified says nothing that a question would not say better.
  return (
    isStillOpen(handoff) &&
    handoff.state !== 'RETRY_SCHEDULED' &&
    (type === 'PENDING' || type === 'UNCLASSIFIED_EXTERNAL_FAILURE')
  )
}

const isStillOpen = ({ state }: Handoff): boolean =>
  state === 'SENT' ||
  state === 'PENDING' ||
  state === 'UNKNOWN' ||
  state === 'RECONCILING' ||
  state === 'RETRY_SCHEDULED'

const evidence = ({ reference, externalStatus, bodyHash }: Observation) => ({
  reference: reference ?? null,
  externalStatus: externalStatus ?? null,
  bodyHash: bodyHash ?? null,
})
