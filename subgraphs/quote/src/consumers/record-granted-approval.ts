import { approvalEvents } from '@pactwork/contracts/events/approval'
import { consumer } from '@pactwork/kernel/consumer'
import { recordQuoteApproval } from '../commands/record-quote-approval.ts'

/** Puts a quote on offer when its approval was granted. One for a former revision is refused, as it should be. */
export const recordGrantedApproval = consumer({
  name: 'quote.record-granted-approval',
  events: [approvalEvents.ApprovalGranted],
  async run({ eventId, payload }, { execute }) {
    const { quoteId, approvalId, revision, priceHash, level, decidedBy } = payload
    const granted = { quoteId, approvalId, revision, priceHash, level, decidedBy }

    await execute(recordQuoteApproval, granted, { key: eventId })
  },
})
