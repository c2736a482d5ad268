import { isPermitted } from '@pactwork/kernel/actor'
import type { Batch } from '@pactwork/kernel/graph-context'
import { fromMinorUnits } from '@pactwork/kernel/money'
import type { ApprovalRequest } from './approval-request.ts'
import { readApprovals, readApprovalsOf } from './approval-request.store.ts'

export const mayReadApprovals = { permission: 'approval:read', machines: ['port', 'worker'] } as const

/** A request as the graph shows it. */
const viewOf = ({
  quoteId,
  requestedBy,
  decidedBy,
  contractValueMinor,
  authority,
  ...request
}: ApprovalRequest) => ({
  ...request,
  quote: { __typename: 'Quote', id: quoteId },
  contractValue: fromMinorUnits(BigInt(contractValueMinor), request.currency),
  requestedBy: { __typename: 'User', id: requestedBy },
  decidedBy: decidedBy && decidedBy !== 'policy' ? { __typename: 'User', id: decidedBy } : null,
  authority: authority && {
    ...authority,
    maximumContractValueMinor: String(authority.maximumContractValueMinor),
  },
})

type ApprovalView = ReturnType<typeof viewOf>

/** Requests by id, for those who may read approvals. */
export const approvalsById: Batch<ApprovalView> = async (ids, { read, actor }) => {
  if (!isPermitted(actor, mayReadApprovals)) return ids.map(() => undefined)
  const found = await read((uow) => readApprovals(uow, ids))

  return ids.map((id) => {
    const request = found.find((each) => each.id === id)
    return request && viewOf(request)
  })
}

/** All requests about each quote, newest revision first. */
export const approvalsOfQuotes: Batch<ApprovalView[]> = async (quoteIds, { read, actor }) => {
  if (!isPermitted(actor, mayReadApprovals)) return quoteIds.map(() => undefined)
  const found = await read((uow) => readApprovalsOf(uow, quoteIds))

  return quoteIds.map((quoteId) => found.filter((each) => each.quoteId === quoteId).map(viewOf))
}
