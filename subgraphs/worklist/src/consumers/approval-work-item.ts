import { approvalEvents } from '@pactwork/contracts/events/approval'
import { consumer } from '@pactwork/kernel/consumer'
import { closeWorkItem } from '../commands/close-work-item.ts'
import { openWorkItem } from '../commands/open-work-item.ts'

/** An approval request is a work item of its candidate group until it is decided or void (M26). */
export const approvalWorkItem = consumer({
  name: 'worklist.approval-work-item',
  events: [
    approvalEvents.ApprovalRequested,
    approvalEvents.ApprovalGranted,
    approvalEvents.ApprovalRejected,
    approvalEvents.ApprovalInvalidated,
  ],

  async run(event, { execute }) {
    const subject = { kind: 'APPROVAL', subjectId: event.payload.approvalId }
    const close = { ...subject, as: 'DONE' }
    const options = { key: event.eventId }

    switch (event.type) {
      case 'ApprovalRequested': {
        const { candidateGroup, quoteId, dueAt } = event.payload
        await execute(openWorkItem, { ...subject, queue: candidateGroup, about: quoteId, dueAt }, options)
        return
      }
      case 'ApprovalGranted':
        await execute(closeWorkItem, { ...close, because: 'approved' }, options)
        return
      case 'ApprovalRejected':
        await execute(closeWorkItem, { ...close, because: 'rejected' }, options)
        return
      case 'ApprovalInvalidated':
        await execute(closeWorkItem, { ...subject, as: 'CANCELLED', because: event.payload.because }, options)
    }
  },
})
