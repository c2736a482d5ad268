import { quoteEvents } from '@pactwork/contracts/events/quote'
import { consumer } from '@pactwork/kernel/consumer'
import { begin } from './begin.ts'

/** A submitted revision begins its approval process; a newer revision takes the place of an older one's. */
export const startQuoteApproval = consumer({
  name: 'worklist.start-quote-approval',
  events: [quoteEvents.QuoteSubmitted],
  outside: true,

  async run(event, tools) {
    const { quoteId, revision, priceHash, discountBasisPoints, contractValueMinor, currency } = event.payload
    await begin(event, tools, {
      processKey: 'quote-approval',
      domainType: 'QUOTE',
      domainId: quoteId,
      about: [quoteId, revision],
      variables: { quoteId, revision, priceHash, discountBasisPoints, contractValueMinor, currency },
    })
  },
})
