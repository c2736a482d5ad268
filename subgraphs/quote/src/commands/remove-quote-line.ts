import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { removeLine } from '../quote.draft.ts'
import { quotes } from '../quote.store.ts'

/** Takes a line out of a draft. */
export const removeQuoteLine = command({
  name: 'removeQuoteLine',
  permission: 'quote:edit',
  input: z.object({ ...onQuote, lineId: idSchema('qln') }),
  gather: see,

  async handle({ lineId, ...input }, { uow, evidence }) {
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(quote, removeLine(quote, { lineId }))

    return { __typename: 'RemoveQuoteLinePayload', quote: { id: quote.id } }
  },
})
