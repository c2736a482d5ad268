import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { closeWorkItem } from '../commands/close-work-item.ts'
import { openWorkItem } from '../commands/open-work-item.ts'

/** A fallout case is a work item of its owner group until it is resolved. */
export const falloutWorkItem = consumer({
  name: 'worklist.fallout-work-item',
  events: [orderEvents.OrderFalloutOpened, orderEvents.OrderFalloutResolved],

  async run(event, { execute }) {
    const { orderId, caseId } = event.payload
    const subject = { kind: 'FALLOUT', subjectId: caseId }
    const options = { key: event.eventId }

    if (event.type === 'OrderFalloutOpened') {
      const { ownerGroup } = event.payload
      await execute(openWorkItem, { ...subject, queue: ownerGroup, about: orderId, dueAt: null }, options)
      return
    }
    await execute(closeWorkItem, { ...subject, as: 'DONE', because: event.payload.resolution }, options)
  },
})
