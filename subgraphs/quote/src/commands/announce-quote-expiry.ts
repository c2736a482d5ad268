import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { announceExpiry } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Says, once a revision, that the last business day of an offer is near. */
export const announceQuoteExpiry = command({
  name: 'announceQuoteExpiry',
  permission: null,
  machines: ['scheduler'],
  input: z.object({ quoteId: idSchema('quo'), revision: z.int().positive() }),

  async handle({ quoteId, revision }, { uow, businessDate }) {
    const quote = await quotes(uow).load(quoteId)
    await quotes(uow).save(quote, announceExpiry(quote, { revision, businessDate: businessDate() }))

    return { __typename: 'AnnounceQuoteExpiryPayload', quote: { id: quoteId } }
  },
})
