import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { recordStalePrice as decide } from '../quote.pricing.ts'
import { quotes } from '../quote.store.ts'

/** Marks the price of a draft as one that its owner no longer stands by (M6, M35). */
export const recordStalePrice = command({
  name: 'recordStalePrice',
  permission: null,
  machines: ['scheduler'],
  input: z.object({
    quoteId: idSchema('quo'),
    priceResultId: idSchema('prc'),
    reasons: z.array(z.object({ fact: z.string(), was: z.string().nullable(), is: z.string().nullable() })),
  }),

  async handle({ quoteId, ...staled }, { uow }) {
    const quote = await quotes(uow).load(quoteId)
    await quotes(uow).save(quote, decide(quote, staled))

    return { __typename: 'RecordStalePricePayload', quote: { id: quoteId } }
  },
})
