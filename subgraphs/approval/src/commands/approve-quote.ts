import { command } from '@pactwork/kernel/command'
import { approvals } from '../approval-request.store.ts'
import { approve } from '../decide.ts'
import { decidingOf, decisionInput, quoteOf } from '../deciding.ts'

/** Approves exactly the revision and price the request is about; the engine's task follows from the fact (APR-06). */
export const approveQuote = command({
  name: 'approveQuote',
  permission: 'approval:decide',
  input: decisionInput,
  reason: ({ reason }) => reason,
  gather: quoteOf,

  async handle(input, handling) {
    const requests = approvals(handling.uow)
    const request = await requests.load(input.approvalId, input.expectedVersion)
    const { id } = await requests.save(request, approve(request, await decidingOf(input, handling)))

    return { __typename: 'ApproveQuotePayload', approvalRequest: { id } }
  },
})
