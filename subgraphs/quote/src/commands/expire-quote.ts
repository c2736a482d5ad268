import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { expire } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Ends an offer whose last business day has passed. */
export const expireQuote = command({
  name: 'expireQuote',
  permission: null,
  machines: ['scheduler'],
  input: z.object({ quoteId: idSchema('quo') }),

  async handle({ quoteId }, { uow, businessDate }) {
    const quote = await quotes(uow).load(quoteId)
    await quotes(uow).save(quote, expire(quote, { businessDate: businessDate() }))

    return { __typename: 'ExpireQuotePayload', quote: { id: quoteId } }
  },
})
