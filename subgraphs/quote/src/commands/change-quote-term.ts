import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { changeTerm } from '../quote.draft.ts'
import { quotes } from '../quote.store.ts'

/** Changes the contract term of a draft. */
export const changeQuoteTerm = command({
  name: 'changeQuoteTerm',
  permission: 'quote:edit',
  input: z.object({ ...onQuote, termMonths: z.int().min(1).max(120) }),
  gather: see,

  async handle({ termMonths, ...input }, { uow, evidence }) {
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(quote, changeTerm(quote, { termMonths }))

    return { __typename: 'ChangeQuoteTermPayload', quote: { id: quote.id } }
  },
})
