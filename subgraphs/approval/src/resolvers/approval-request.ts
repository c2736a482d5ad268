import type { GraphContext } from '@pactwork/kernel/graph-context'
import { approvalsById, approvalsOfQuotes } from '../approval-view.ts'
import { currentLimits } from '../authority-policy.store.ts'
import { limitsView } from '../limits-view.ts'

type Reference = { id: string }
type Payload = { approvalRequest: Reference }

export const ApprovalRequest = {
  __resolveReference: ({ id }: Reference, { load }: GraphContext) => load(approvalsById, id),
}

export const Quote = {
  approvalRequests: ({ id }: Reference, _: unknown, { load }: GraphContext) => load(approvalsOfQuotes, id),
}

/** Commands answer an id; what is selected of the request shows its present state (M4). */
const approvalRequest = ({ approvalRequest: { id } }: Payload, _: unknown, { load }: GraphContext) =>
  load(approvalsById, id)

export const ApproveQuotePayload = { approvalRequest }
export const RejectQuotePayload = { approvalRequest }
export const RecordApprovalRequirementPayload = { approvalRequest }
export const PublishAuthorityLimitsPayload = {
  authorityLimits: async (_: unknown, __: unknown, { read }: GraphContext) =>
    limitsView(await read(currentLimits)),
}
