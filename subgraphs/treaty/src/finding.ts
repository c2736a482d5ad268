import type { Handoff } from './handoff.ts'
import type { Observation } from './observation.ts'

/** What comparing the two sides says (REC-03). */
export const findingResults = [
  'MATCHED',
  'EXTERNAL_SUCCESS',
  'EXTERNAL_FAILURE',
  'EXTERNAL_UNKNOWN',
  'LOCAL_IMPOSSIBLE',
] as const

export type FindingResult = (typeof findingResults)[number]

/** The four questions of a reconciliation, answered (REC-01). */
export type Finding = {
  readonly result: FindingResult
  /** What does the external authority believe happened? */
  readonly externalBelief: string
  /** What do we believe happened? */
  readonly localBelief: string
  /** Where do the states diverge? */
  readonly divergence: string | null
  /** What safe action resolves it? */
  readonly action: string
}

const actions: Readonly<Record<FindingResult, string>> = {
  MATCHED: 'mark checked',
  EXTERNAL_SUCCESS: 'apply the success observation',
  EXTERNAL_FAILURE: 'apply the failure observation',
  EXTERNAL_UNKNOWN:
    'keep unknown, ask again, send again under the same key after the settle time, or fallout',
  LOCAL_IMPOSSIBLE: 'open fallout',
}

/** Compares what we hold with what the other side was seen to say. Nothing is changed here. */
export function compare(handoff: Handoff, seen: Observation): Finding {
  const result = resultOf(handoff, seen)

  return {
    result,
    externalBelief: [seen.type, seen.externalStatus, seen.reference].filter(Boolean).join(' '),
    localBelief: [handoff.askedFrom ?? handoff.state, handoff.externalReference].filter(Boolean).join(' '),
    divergence:
      result === 'MATCHED' ? null : `${handoff.askedFrom ?? handoff.state} here, ${seen.type} there`,
    action: actions[result],
  }
}

function resultOf({ state, askedFrom, externalReference }: Handoff, seen: Observation): FindingResult {
  const held = state === 'RECONCILING' ? (askedFrom ?? state) : state

  if (seen.type === 'ACCEPTED' || seen.type === 'IDEMPOTENT_SUCCESS') {
    if (held === 'REJECTED' || held === 'CANCELLED') return 'LOCAL_IMPOSSIBLE'
    if (held !== 'ACCEPTED' && held !== 'COMPLETED') return 'EXTERNAL_SUCCESS'
    return isAnother(externalReference, seen.reference) ? 'LOCAL_IMPOSSIBLE' : 'MATCHED'
  }
  if (seen.type === 'BUSINESS_REJECTED') {
    if (held === 'ACCEPTED' || held === 'COMPLETED') return 'LOCAL_IMPOSSIBLE'
    return held === 'REJECTED' || held === 'CANCELLED' ? 'MATCHED' : 'EXTERNAL_FAILURE'
  }
  // "At work" after the end is an answer that was overtaken by a later one.
  if (seen.type === 'PENDING') return held === 'UNKNOWN' || held === 'SENT' ? 'EXTERNAL_UNKNOWN' : 'MATCHED'

  return 'EXTERNAL_UNKNOWN'
}

const isAnother = (ours: string | null, theirs: string | undefined): boolean =>
  ours !== null && theirs !== undefined && ours !== theirs
