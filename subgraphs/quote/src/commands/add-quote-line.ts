import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { offeringToQuote } from '../ports/catalog.ts'
import { customerToQuote } from '../ports/customer.ts'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { addLine } from '../quote.draft.ts'
import { quotes } from '../quote.store.ts'

/** Adds what the catalog says can be sold now. */
export const addQuoteLine = command({
  name: 'addQuoteLine',
  permission: 'quote:edit',
  input: z.object({
    ...onQuote,
    offeringId: idSchema('off'),
    quantity: z.int().min(1).max(100_000),
    siteId: idSchema('sit').nullish(),
  }),

  async gather(input, gather) {
    const { quote, authority } = await see(input, gather)
    const [offering, customer] = await Promise.all([
      offeringToQuote(gather.ports, input.offeringId, gather.businessDate()),
      input.siteId ? customerToQuote(gather.ports, quote.customerId) : null,
    ])

    return { authority, offering, siteIds: customer?.siteIds ?? [] }
  },

  async handle({ quantity, siteId, ...input }, { uow, evidence, newId }) {
    const lineId = newId('qln')
    const quote = await loadSeen(uow, input, evidence)
    const { offering, siteIds } = evidence
    await quotes(uow).save(
      quote,
      addLine(quote, { lineId, offering, quantity, siteId: siteId ?? null, siteIds }),
    )

    return { __typename: 'AddQuoteLinePayload', quote: { id: quote.id }, line: { id: lineId } }
  },
})
