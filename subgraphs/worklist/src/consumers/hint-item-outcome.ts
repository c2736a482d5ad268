import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { processOfCapability } from '../processes.ts'
import { hint } from './hint.ts'

/** The end of an item ends the wait of its process. */
export const hintItemOutcome = consumer({
  name: 'worklist.hint-item-outcome',
  events: [orderEvents.OrderFulfillmentItemCompleted, orderEvents.OrderFulfillmentItemFailed],
  outside: true,

  async run(event, tools) {
    const { itemId, capability } = event.payload
    const processKey = processOfCapability[capability]
    if (processKey) await hint('item-outcome', { processKey, domainId: itemId }, tools)
  },
})
