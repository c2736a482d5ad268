import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { loadSeen, onQuote, reason, see } from '../quote-access.ts'
import { revise } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Begins a new draft revision with the lines of the current one; its approval is void from then on (APR-05). */
export const reviseQuote = command({
  name: 'reviseQuote',
  permission: 'quote:revise',
  input: z.object({ ...onQuote, reason }),
  reason: (input) => input.reason,
  gather: see,

  async handle({ reason: because, ...input }, { uow, actor, evidence }) {
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(quote, revise(quote, { because, by: actor.id }))

    return { __typename: 'ReviseQuotePayload', quote: { id: quote.id } }
  },
})
