import type { ApprovalEvent } from '@pactwork/contracts/events/approval'
import type { ApprovalState } from './approval-state.ts'
import type { AuthoritySnapshot } from './authority.ts'

/** One revision of a quote at one price, and who decided on it with which authority. */
export type ApprovalRequest = {
  readonly id: string
  readonly version: number
  readonly quoteId: string
  readonly revision: number
  readonly priceHash: string
  readonly level: string
  readonly candidateGroup: string | null
  readonly state: ApprovalState
  readonly discountBasisPoints: number
  readonly contractValueMinor: number
  readonly currency: string
  readonly reasons: readonly string[]
  readonly requirement: Requirement
  readonly requestedBy: string
  readonly requestedAt: Date
  readonly dueAt: Date | null
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly decisionReason: string | null
  readonly authority: AuthoritySnapshot | null
  readonly invalidatedBecause: string | null
}

/** What the decision table was asked and what it said (M27). */
export type Requirement = {
  readonly dmnKey: string
  readonly dmnVersion: number
  readonly dmnHash: string
  readonly inputs: Readonly<Record<string, unknown>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly inputsHash: string
}

/** A quote as its owner says it is now. */
export type QuoteFacts = {
  readonly quoteId: string
  readonly state: string
  readonly revision: number
  readonly priceHash: string | null
  readonly discountBasisPoints: number | null
  readonly contractValueMinor: number | null
  readonly currency: string
  readonly approvalTriggers: readonly string[]
  readonly submittedBy: string | null
}

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The request after one fact. Pure; it trusts the fact and checks nothing. */
export function evolve(
  before: ApprovalRequest | undefined,
  event: ApprovalEvent,
  meta: Meta,
): ApprovalRequest {
  if (event.type === 'ApprovalRequested' || event.type === 'ApprovalWaived') return begun(event, meta)
  if (!before) throw new TypeError(`${event.type} is no beginning of an approval request.`)
  if (event.type === 'ApprovalInvalidated')
    return { ...before, version: meta.version, state: 'INVALIDATED', invalidatedBecause: event.because }

  return {
    ...before,
    version: meta.version,
    state: event.type === 'ApprovalGranted' ? 'APPROVED' : 'REJECTED',
    decidedBy: event.decidedBy,
    decidedAt: meta.at,
    decisionReason: event.reason,
    authority: event.authority,
  }
}

function begun(
  event: Extract<ApprovalEvent, { type: 'ApprovalRequested' | 'ApprovalWaived' }>,
  { id, version, at }: Meta,
): ApprovalRequest {
  const {
    quoteId,
    revision,
    priceHash,
    level,
    discountBasisPoints,
    contractValueMinor,
    currency,
    requestedBy,
  } = event
  const { dmnKey, dmnVersion, dmnHash, inputs, outputs, inputsHash } = event
  const asked = event.type === 'ApprovalRequested'

  return {
    id,
    version,
    quoteId,
    revision,
    priceHash,
    level,
    candidateGroup: asked ? event.candidateGroup : null,
    state: 'PENDING',
    discountBasisPoints,
    contractValueMinor,
    currency,
    reasons: asked ? event.reasons : [],
    requirement: { dmnKey, dmnVersion, dmnHash, inputs, outputs, inputsHash },
    requestedBy,
    requestedAt: at,
    dueAt: asked ? new Date(event.dueAt) : null,
    decidedBy: null,
    decidedAt: null,
    decisionReason: null,
    authority: null,
    invalidatedBecause: null,
  }
}
