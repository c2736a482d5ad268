import { untouched } from './request.ts'
import type { Handoff } from './handoff.ts'
import type { HandoffState } from './handoff.transitions.ts'
import { standardTiming } from './timing.ts'

export const noon = new Date('2026-03-02T12:00:00.000Z')
export const after = (ms: number): Date => new Date(noon.getTime() + ms)
export const timing = standardTiming

/** A handoff as it looks in a state that it came to in the ordinary way; `changes` say what the test is about. */
export function aHandoff(state: HandoffState, changes: Partial<Handoff> = {}): Handoff {
  const wasSent = state !== 'CREATED' && state !== 'CANCELLED'

  return {
    id: 'hof_01h455vb4pex5vsknk084sn02q',
    version: 3,
    orderId: 'ord_01h455vb4pex5vsknk084sn02q',
    lineId: 'oln_01h455vb4pex5vsknk084sn02q',
    attempt: 1,
    askedAttempt: 1,
    aggregateType: 'Reservation',
    aggregateId: 'rsv_01h455vb4pex5vsknk084sn02q',
    system: 'inventory',
    purpose: 'RESERVE',
    key: 'ten:ord:oln:inventory:RESERVE:1',
    request: { quantity: 1 },
    requestHash: 'sha256:1',
    correlationId: 'c',
    causationId: 'c',
    processBusinessKey: null,
    ...untouched,
    state,
    ...(wasSent && { attemptCount: 1, sentAt: noon, answerDueAt: after(timing.answerWithinMs) }),
    ...((state === 'ACCEPTED' || state === 'COMPLETED') && { externalReference: 'RES-1' }),
    ...(state === 'COMPLETED' && { told: 'ACCEPTED' as const }),
    ...((state === 'REJECTED' || state === 'FALLOUT') && { told: state }),
    ...(state === 'RECONCILING' && { askedFrom: 'UNKNOWN' as const }),
    createdAt: noon,
    updatedAt: noon,
    ...changes,
  }
}
