import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { recordApproval } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Records that approval was granted for exactly this revision at exactly this price. */
export const recordQuoteApproval = command({
  name: 'recordQuoteApproval',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    quoteId: idSchema('quo'),
    approvalId: idSchema('apr'),
    revision: z.int().positive(),
    priceHash: z.string(),
    level: z.string(),
    decidedBy: z.string(),
  }),

  async handle({ quoteId, ...granted }, { uow }) {
    const quote = await quotes(uow).load(quoteId)
    await quotes(uow).save(quote, recordApproval(quote, granted))

    return { __typename: 'RecordQuoteApprovalPayload', quote: { id: quoteId } }
  },
})
