import { approvalEvents } from '@pactwork/contracts/events/approval'
import { consumer } from '@pactwork/kernel/consumer'

/** The decision is made; the engine's task follows it, however long the engine takes (APR-06, APR-10). */
export const settleApprovalTask = consumer({
  name: 'worklist.settle-approval-task',
  events: [approvalEvents.ApprovalGranted, approvalEvents.ApprovalRejected],
  outside: true,

  async apply(event, { uow, clock }) {
    const { approvalId, quoteId, revision } = event.payload
    await uow.due({
      kind: 'worklist.complete-approval-task',
      at: clock.now(),
      key: approvalId,
      payload: { quoteId, revision, decidedAt: event.occurredAt },
    })
  },
})
