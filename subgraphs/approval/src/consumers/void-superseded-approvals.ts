import { quoteEvents } from '@pactwork/contracts/events/quote'
import { consumer } from '@pactwork/kernel/consumer'
import { invalidateApproval } from '../commands/invalidate-approval.ts'

/** A revised, cancelled or expired quote leaves no approval behind that anybody could still use (APR-05). */
export const voidSupersededApprovals = consumer({
  name: 'approval.void-superseded-approvals',
  events: [quoteEvents.QuoteRevised, quoteEvents.QuoteCancelled, quoteEvents.QuoteExpired],
  async run({ eventId, type, payload }, { execute }) {
    const revision = 'formerRevision' in payload ? payload.formerRevision : payload.revision
    // Refused only when the request is void already, which is what was wanted.
    await execute(invalidateApproval, { quoteId: payload.quoteId, revision, because: type }, { key: eventId })
  },
})
