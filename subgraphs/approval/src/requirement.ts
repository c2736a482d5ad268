import type { ApprovalEvent } from '@pactwork/contracts/events/approval'
import { accept, reject, type Decision, type Rejected } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import type { ApprovalRequest, QuoteFacts } from './approval-request.ts'
import {
  askedAt,
  isLevel,
  limitsHash,
  type AuthorityLimits,
  type AuthoritySnapshot,
  type Level,
} from './authority.ts'

/** What a worker hands over from the decision table (M27). */
export type RecordedRequirement = {
  readonly quoteId: string
  readonly revision: number
  readonly priceHash: string
  readonly level: string
  readonly candidateGroup: string | null
  readonly inputs: Readonly<Record<string, unknown>>
  readonly outputs: Readonly<Record<string, unknown>>
  readonly dmnKey: string
  readonly dmnVersion: number
  readonly dmnHash: string
}

type Recording = {
  readonly approvalId: string
  readonly requirement: RecordedRequirement
  /** The quote as its owner says it is now; null when there is none. */
  readonly quote: QuoteFacts | null
  /** Revisions up to this one are known to be void. */
  readonly retiredRevision: number
  readonly limits: AuthorityLimits
  readonly at: Date
}

const hour = 3_600_000

/**
 * Keeps what the decision table said as evidence, for exactly the revision and price its owner confirms, and asks
 * somebody to decide, or, at level NONE, approves at once in the name of the policy.
 */
export function recordRequirement(
  known: ApprovalRequest | undefined,
  recording: Recording,
): Decision<ApprovalEvent> {
  if (known) return reject('APPROVAL_ALREADY_RECORDED')
  const { approvalId, requirement, quote, limits, at } = recording
  const refused = isStale(recording)
  if (refused) return refused
  if (!quote?.submittedBy) return reject('APPROVAL_NOT_AWAITED', { state: quote?.state ?? 'unknown' })
  if (!isLevel(requirement.level)) return reject('APPROVAL_LEVEL_UNKNOWN', { level: requirement.level })

  const { revision, quoteId, priceHash, inputs, outputs, dmnKey, dmnVersion, dmnHash } = requirement
  const level = effectiveLevel(requirement.level, quote.approvalTriggers)
  const about = { approvalId, quoteId, revision, priceHash, level }
  const evidence = {
    requestedBy: quote.submittedBy,
    discountBasisPoints: quote.discountBasisPoints ?? 0,
    contractValueMinor: quote.contractValueMinor ?? 0,
    currency: quote.currency,
    dmnKey,
    dmnVersion,
    dmnHash,
    inputs,
    outputs,
    inputsHash: hashOf({ inputs, outputs, dmnKey, dmnVersion, dmnHash }),
  }
  if (level === 'NONE')
    return accept<ApprovalEvent>(
      { type: 'ApprovalWaived', ...about, ...evidence },
      {
        type: 'ApprovalGranted',
        ...about,
        decidedBy: 'policy',
        authority: ofPolicy(limits),
        reason: 'Within policy.',
      },
    )

  return accept({
    type: 'ApprovalRequested',
    ...about,
    ...evidence,
    candidateGroup: (level === requirement.level && requirement.candidateGroup) || askedAt[level].group,
    reasons: [...quote.approvalTriggers],
    dueAt: new Date(at.getTime() + askedAt[level].hours * hour).toISOString(),
  })
}

/** Where pricing says that somebody has to approve, the table's NONE is not enough (PRC-10). */
const effectiveLevel = (level: Level, triggers: readonly string[]): Level =>
  level === 'NONE' && triggers.length > 0 ? 'MANAGER' : level

/** The table was asked about other facts than the quote has now: nothing is recorded (M27). */
function isStale({ requirement, quote, retiredRevision }: Recording): Rejected | undefined {
  if (quote?.state !== 'SUBMITTED')
    return reject('APPROVAL_NOT_AWAITED', { state: quote?.state ?? 'unknown' })
  const { inputs, revision, priceHash } = requirement
  const because =
    revision !== quote.revision || revision <= retiredRevision
      ? `revision ${quote.revision} is the current one`
      : priceHash !== quote.priceHash
        ? 'it has another price'
        : inputs['discountBasisPoints'] !== quote.discountBasisPoints
          ? 'it has another discount'
          : inputs['contractValueMinor'] !== quote.contractValueMinor
            ? 'it has another contract value'
            : undefined

  return because ? reject('APPROVAL_REQUIREMENT_STALE', { because }) : undefined
}

const ofPolicy = (limits: AuthorityLimits): AuthoritySnapshot => {
  const body = {
    policyVersion: limits.version,
    level: 'NONE',
    via: 'policy',
    maximumDiscountBasisPoints: 0,
    maximumContractValueMinor: 0,
  }

  return { ...body, hash: hashOf({ ...body, limits: limitsHash(limits) }) }
}
