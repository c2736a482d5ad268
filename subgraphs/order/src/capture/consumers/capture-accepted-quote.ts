import { quoteEvents } from '@pactwork/contracts/events/quote'
import { consumer } from '@pactwork/kernel/consumer'
import { captureOrder } from '../commands/capture-order.ts'

/** An acceptance obliges us: it becomes an order without anybody asking (M33). Refusals stand in the capture log. */
export const captureAcceptedQuote = consumer({
  name: 'order.capture-accepted-quote',
  events: [quoteEvents.QuoteAccepted],
  async run({ eventId, payload }, { execute, park }) {
    const { acceptanceId, quoteId, revision, customerId } = payload
    const result = await execute(
      captureOrder,
      { acceptanceId, quoteId, revision, customerId },
      { key: eventId },
    )
    if (result['code'] === 'NOT_FOUND' || result['code'] === 'INVALID_INPUT')
      park(`captureOrder: ${result['code']}`)
  },
})
