import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { recordRejection } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Records that approval of this revision was refused. */
export const recordQuoteRejection = command({
  name: 'recordQuoteRejection',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    quoteId: idSchema('quo'),
    approvalId: idSchema('apr'),
    revision: z.int().positive(),
    decidedBy: z.string(),
  }),

  async handle({ quoteId, ...refused }, { uow }) {
    const quote = await quotes(uow).load(quoteId)
    await quotes(uow).save(quote, recordRejection(quote, refused))

    return { __typename: 'RecordQuoteRejectionPayload', quote: { id: quoteId } }
  },
})
