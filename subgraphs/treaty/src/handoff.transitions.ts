import type { Transitions } from '@pactwork/kernel/decision'

/** Where an agreement with an external system stands (CNF-08, INT-12). */
export type HandoffState =
  | 'CREATED'
  | 'SENT'
  | 'PENDING'
  | 'ACCEPTED'
  | 'REJECTED'
  | 'UNKNOWN'
  | 'RETRY_SCHEDULED'
  | 'RECONCILING'
  | 'FALLOUT'
  | 'COMPLETED'
  | 'CANCELLED'

/**
 * What may follow what. A state that names itself is refreshed: checked again, or told to its context.
 * `FALLOUT` from a state that had ended means that the other side contradicted what was settled (REC-03).
 */
export const handoffTransitions: Transitions<HandoffState> = {
  CREATED: ['SENT', 'RECONCILING', 'CANCELLED'],
  SENT: ['PENDING', 'ACCEPTED', 'REJECTED', 'UNKNOWN', 'RETRY_SCHEDULED', 'FALLOUT'],
  PENDING: ['ACCEPTED', 'REJECTED', 'RECONCILING', 'FALLOUT'],
  UNKNOWN: ['UNKNOWN', 'PENDING', 'ACCEPTED', 'REJECTED', 'RECONCILING', 'FALLOUT'],
  RETRY_SCHEDULED: ['SENT', 'PENDING', 'ACCEPTED', 'REJECTED', 'FALLOUT', 'CANCELLED'],
  RECONCILING: ['PENDING', 'UNKNOWN', 'ACCEPTED', 'REJECTED', 'RETRY_SCHEDULED', 'FALLOUT'],
  ACCEPTED: ['COMPLETED', 'FALLOUT'],
  REJECTED: ['REJECTED', 'FALLOUT'],
  FALLOUT: ['FALLOUT', 'RECONCILING', 'ACCEPTED', 'REJECTED'],
  COMPLETED: ['FALLOUT'],
  CANCELLED: ['FALLOUT'],
}

export const handoffStates = Object.keys(handoffTransitions) as HandoffState[]
