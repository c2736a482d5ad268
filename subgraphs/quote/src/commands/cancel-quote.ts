import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { loadSeen, onQuote, reason, see } from '../quote-access.ts'
import { cancel } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'

/** Withdraws a quote that is not accepted. */
export const cancelQuote = command({
  name: 'cancelQuote',
  permission: 'quote:cancel',
  input: z.object({ ...onQuote, reason }),
  reason: (input) => input.reason,
  gather: see,

  async handle({ reason: because, ...input }, { uow, actor, evidence }) {
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(quote, cancel(quote, { because, by: actor.id }))

    return { __typename: 'CancelQuotePayload', quote: { id: quote.id } }
  },
})
