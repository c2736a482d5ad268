import type { FalloutEvidence } from '@pactwork/contracts/events/order'
import type { Transitions } from '@pactwork/kernel/decision'

/** Where a fallout case stands (FAL-02). */
export type FalloutState =
  | 'OPEN'
  | 'ASSIGNED'
  | 'IN_REVIEW'
  | 'WAITING_CUSTOMER'
  | 'WAITING_EXTERNAL'
  | 'RESOLVED'
  | 'CANCELLED'
  | 'ESCALATED'

/** What a case may become. A person's new assignment keeps it ASSIGNED. */
export const falloutTransitions: Transitions<FalloutState> = {
  OPEN: [
    'ASSIGNED',
    'IN_REVIEW',
    'WAITING_CUSTOMER',
    'WAITING_EXTERNAL',
    'ESCALATED',
    'RESOLVED',
    'CANCELLED',
  ],
  ASSIGNED: [
    'ASSIGNED',
    'IN_REVIEW',
    'WAITING_CUSTOMER',
    'WAITING_EXTERNAL',
    'ESCALATED',
    'RESOLVED',
    'CANCELLED',
  ],
  IN_REVIEW: ['ASSIGNED', 'WAITING_CUSTOMER', 'WAITING_EXTERNAL', 'ESCALATED', 'RESOLVED', 'CANCELLED'],
  WAITING_CUSTOMER: ['ASSIGNED', 'IN_REVIEW', 'ESCALATED', 'RESOLVED', 'CANCELLED'],
  WAITING_EXTERNAL: ['ASSIGNED', 'IN_REVIEW', 'ESCALATED', 'RESOLVED', 'CANCELLED'],
  ESCALATED: ['ASSIGNED', 'IN_REVIEW', 'RESOLVED', 'CANCELLED'],
  RESOLVED: [],
  CANCELLED: [],
}

/** In which part of its life the order stopped. */
export type FalloutPhase = 'VALIDATION' | 'DECOMPOSITION' | 'FULFILLMENT' | 'ORCHESTRATION'

/** What a person may do about a case (FAL-04, FAL-12). Nothing else, and never by hand in the data (FAL-05). */
export type FalloutAction = 'RETRY_ITEM' | 'REVALIDATE' | 'OVERRIDE' | 'RESOLVE' | 'CANCEL_ORDER'

/** Structured state of an order that cannot go on by itself (FAL-01). */
export type FalloutCase = {
  readonly id: string
  readonly state: FalloutState
  readonly phase: FalloutPhase
  readonly severity: string
  readonly reasonCode: FalloutReason
  readonly itemId: string | null
  readonly lineId: string | null
  readonly ownerGroup: string
  readonly assigneeId: string | null
  readonly evidence: FalloutEvidence
  readonly openedAt: Date
  readonly resolvedAt: Date | null
  readonly resolution: string | null
  /** How many of the times that its severity allows it has stood. */
  readonly ageingMark: number
}

/** Why an order stopped, what that means and what may be done about it (FAL-06). Read by docs, SDL and tests. */
export const falloutReasons = {
  VALIDATION_BLOCKED: {
    phase: 'VALIDATION',
    severity: 'BLOCKER',
    actions: ['REVALIDATE', 'OVERRIDE', 'CANCEL_ORDER'],
    text: 'A check forbids carrying the order out.',
  },
  VALIDATION_NEEDS_REVIEW: {
    phase: 'VALIDATION',
    severity: 'MANUAL_REVIEW',
    actions: ['REVALIDATE', 'OVERRIDE', 'CANCEL_ORDER'],
    text: 'A check needs the judgement of a person.',
  },
  DECOMPOSITION_RULE_MISSING: {
    phase: 'DECOMPOSITION',
    severity: 'BLOCKER',
    actions: ['CANCEL_ORDER'],
    text: 'No rule says how a line is carried out.',
  },
  DECOMPOSITION_RULE_INVALID: {
    phase: 'DECOMPOSITION',
    severity: 'BLOCKER',
    actions: ['CANCEL_ORDER'],
    text: 'The rules of a line contradict themselves or name what nobody does.',
  },
  EXTERNAL_REJECTION: {
    phase: 'FULFILLMENT',
    severity: 'BLOCKER',
    actions: ['RETRY_ITEM'],
    text: 'The responsible system refused the request.',
  },
  OUTCOME_NOT_FOUND: {
    phase: 'FULFILLMENT',
    severity: 'BLOCKER',
    actions: ['RETRY_ITEM', 'RESOLVE'],
    text: 'The responsible system does not know the request, as often as it was sent.',
  },
  OUTCOME_UNKNOWN: {
    phase: 'FULFILLMENT',
    severity: 'BLOCKER',
    actions: ['RETRY_ITEM', 'RESOLVE'],
    text: 'Whether the responsible system did the work could not be found out in time.',
  },
  CONTRADICTORY_OUTCOME: {
    phase: 'FULFILLMENT',
    severity: 'BLOCKER',
    actions: ['RESOLVE'],
    text: 'The responsible system said something else than before.',
  },
  UNCLASSIFIED_FAILURE: {
    phase: 'FULFILLMENT',
    severity: 'BLOCKER',
    actions: ['RETRY_ITEM', 'RESOLVE'],
    text: 'The responsible system answered in a way the treaty does not know.',
  },
  PROCESS_INCIDENT: {
    phase: 'ORCHESTRATION',
    severity: 'MANUAL_REVIEW',
    actions: ['RETRY_ITEM', 'RESOLVE'],
    text: 'The step could not be carried out for a technical reason.',
  },
} as const satisfies Record<
  string,
  { phase: FalloutPhase; severity: string; actions: readonly FalloutAction[]; text: string }
>

export type FalloutReason = keyof typeof falloutReasons

/** The actions a reason allows. */
export const allowedActions = (reason: FalloutReason): readonly FalloutAction[] =>
  falloutReasons[reason].actions
