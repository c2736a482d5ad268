import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { validityCheckOf } from '../due-work/check-price-when-due.ts'
import { customerToQuote } from '../ports/customer.ts'
import { calculate } from '../ports/pricing.ts'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { canBePriced, priceQuote as decide } from '../quote.pricing.ts'
import { quotes } from '../quote.store.ts'

/** Has the draft priced by pricing, from what catalog, customer and policy say now. */
export const priceQuote = command({
  name: 'priceQuote',
  permission: 'quote:price',
  input: z.object(onQuote),

  async gather(input, gather) {
    const { quote, authority } = await see(input, gather)
    const asked = { authority, quoteVersion: quote.version }
    if (canBePriced(quote)) return { ...asked, customer: null, price: null }

    const customer = await customerToQuote(gather.ports, quote.customerId)
    const price = customer?.status === 'ACTIVE' ? await calculate(gather, quote, customer) : null

    return { ...asked, customer, price }
  },

  async handle(input, { uow, evidence, clock, businessDate }) {
    const quote = await loadSeen(uow, input, evidence)
    const { quoteVersion, customer, price } = evidence
    const priced = await quotes(uow).save(quote, decide(quote, { quoteVersion, customer, price }))
    await uow.due(validityCheckOf(priced, { now: clock.now(), businessDate: businessDate() }))

    return { __typename: 'PriceQuotePayload', quote: { id: quote.id } }
  },
})
