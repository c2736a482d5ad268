import type { ApprovalEvent } from '@pactwork/contracts/events/approval'
import { accept, isRejected, reject, type Decision, type Rejected } from '@pactwork/kernel/decision'
import type { ApprovalRequest, QuoteFacts } from './approval-request.ts'
import { nextApprovalState, type ApprovalCommand } from './approval-state.ts'
import {
  heldBy,
  isLevel,
  rank,
  snapshotOf,
  type AuthorityLimits,
  type AuthoritySnapshot,
  type Person,
} from './authority.ts'

type Deciding = {
  readonly by: Person
  readonly reason: string
  /** The quote as its owner says it is now; null when there is none. */
  readonly quote: QuoteFacts | null
  readonly limits: AuthorityLimits
}

/** Yes to exactly this revision at exactly this price, with the authority it was said with (APR-03, APR-04). */
export function approve(request: ApprovalRequest, deciding: Deciding): Decision<ApprovalEvent> {
  const authority = authorityToDecide(request, 'approveQuote', deciding)
  if (isRejected(authority)) return authority

  return accept({ type: 'ApprovalGranted', ...verdict(request, deciding), authority: authority.snapshot })
}

/** No, with the same authority that a yes would need. */
export function refuse(request: ApprovalRequest, deciding: Deciding): Decision<ApprovalEvent> {
  const authority = authorityToDecide(request, 'rejectQuote', deciding)
  if (isRejected(authority)) return authority

  return accept({ type: 'ApprovalRejected', ...verdict(request, deciding), authority: authority.snapshot })
}

/** The revision is no longer on offer, decided or not (APR-05). Again: nothing more happens. */
export function invalidate(
  request: ApprovalRequest,
  { because }: { because: string },
): Decision<ApprovalEvent> {
  if (!nextApprovalState(request.state, 'invalidateApproval'))
    return reject('APPROVAL_NOT_PENDING', { state: request.state })

  return accept({ type: 'ApprovalInvalidated', ...about(request), because })
}

type Authority = { readonly kind: 'authority'; readonly snapshot: AuthoritySnapshot }

/** State, freshness, four eyes, group, limit, in this order; the first that fails is the answer (SEC-01d). */
function authorityToDecide(
  request: ApprovalRequest,
  command: ApprovalCommand,
  { by, quote, limits }: Deciding,
): Authority | Rejected {
  if (!nextApprovalState(request.state, command))
    return reject('APPROVAL_NOT_PENDING', { state: request.state })
  const stale = noLongerOnOffer(request, quote)
  if (stale) return reject('APPROVAL_EVIDENCE_STALE', { because: stale })
  if (by.id === request.requestedBy) return reject('APPROVAL_OWN_REQUEST')

  const held = heldBy(limits, by).filter(({ level }) => rank(level) > 0)
  const senior = held.some(({ level }) => isLevel(request.level) && rank(level) > rank(request.level))
  const inGroup = request.candidateGroup !== null && by.groups.includes(request.candidateGroup)
  if (!inGroup && !senior) return reject('APPROVAL_NOT_IN_GROUP', { group: request.candidateGroup })

  const enough = held.find(
    ({ level, maximumDiscountBasisPoints, maximumContractValueMinor }) =>
      isLevel(request.level) &&
      rank(level) >= rank(request.level) &&
      maximumDiscountBasisPoints >= request.discountBasisPoints &&
      maximumContractValueMinor >= request.contractValueMinor,
  )
  if (enough) return { kind: 'authority', snapshot: snapshotOf(limits, enough) }

  return reject('APPROVAL_AUTHORITY_EXCEEDED', {
    because: `${request.discountBasisPoints} basis points on ${request.contractValueMinor} minor units at level ${request.level}`,
    limits: limits.version,
  })
}

function noLongerOnOffer(request: ApprovalRequest, quote: QuoteFacts | null): string | undefined {
  if (quote?.state !== 'SUBMITTED') return `it is ${quote?.state ?? 'gone'}`
  if (quote.revision !== request.revision) return `revision ${quote.revision} is the current one`

  return quote.priceHash === request.priceHash ? undefined : 'it has another price'
}

const about = ({ id, quoteId, revision, priceHash, level }: ApprovalRequest) => ({
  approvalId: id,
  quoteId,
  revision,
  priceHash,
  level,
})

const verdict = (request: ApprovalRequest, { by, reason }: Deciding) => ({
  ...about(request),
  decidedBy: by.id,
  reason,
})
