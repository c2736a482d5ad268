import { approvalEvents } from '@pactwork/contracts/events/approval'
import { consumer } from '@pactwork/kernel/consumer'
import { recordQuoteRejection } from '../commands/record-quote-rejection.ts'

/** Marks a quote as rejected when its approval was refused. One for a former revision changes nothing. */
export const recordRefusedApproval = consumer({
  name: 'quote.record-refused-approval',
  events: [approvalEvents.ApprovalRejected],
  async run({ eventId, payload }, { execute }) {
    const { quoteId, approvalId, revision, decidedBy } = payload

    await execute(recordQuoteRejection, { quoteId, approvalId, revision, decidedBy }, { key: eventId })
  },
})
