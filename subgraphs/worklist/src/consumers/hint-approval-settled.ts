import { approvalEvents } from '@pactwork/contracts/events/approval'
import { consumer } from '@pactwork/kernel/consumer'
import { hint } from './hint.ts'

/** A void request ends the wait of its process; there is no decision its task could be completed by. */
export const hintApprovalSettled = consumer({
  name: 'worklist.hint-approval-settled',
  events: [approvalEvents.ApprovalInvalidated],
  outside: true,

  run: (event, tools) =>
    hint('approval-settled', { processKey: 'quote-approval', domainId: event.payload.quoteId }, tools),
})
