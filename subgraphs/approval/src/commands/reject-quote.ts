import { command } from '@pactwork/kernel/command'
import { approvals } from '../approval-request.store.ts'
import { refuse } from '../decide.ts'
import { decidingOf, decisionInput, quoteOf } from '../deciding.ts'

/** Refuses approval, with the authority that granting it would need. */
export const rejectQuote = command({
  name: 'rejectQuote',
  permission: 'approval:decide',
  input: decisionInput,
  reason: ({ reason }) => reason,
  gather: quoteOf,

  async handle(input, handling) {
    const requests = approvals(handling.uow)
    const request = await requests.load(input.approvalId, input.expectedVersion)
    const { id } = await requests.save(request, refuse(request, await decidingOf(input, handling)))

    return { __typename: 'RejectQuotePayload', approvalRequest: { id } }
  },
})
