import { orderEvents } from '@pactwork/contracts/events/order'
import { consumer } from '@pactwork/kernel/consumer'
import { processOfCapability } from '../processes.ts'
import { begin } from './begin.ts'

/** A ready item begins the process of its capability; another attempt takes the place of an earlier one (M23). */
export const startFulfillment = consumer({
  name: 'worklist.start-fulfillment',
  events: [orderEvents.FulfillmentItemReady],
  outside: true,

  async run(event, tools) {
    const { orderId, itemId, lineId, capability, attempt } = event.payload
    const processKey = processOfCapability[capability]
    if (!processKey) return tools.park(`no process carries the capability ${capability}`)

    await begin(event, tools, {
      processKey,
      domainType: 'FULFILLMENT_ITEM',
      domainId: itemId,
      about: [itemId],
      variables: { orderId, itemId, lineId, attempt },
    })
  },
})
