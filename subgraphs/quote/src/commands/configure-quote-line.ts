import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { evaluate } from '../ports/configuration.ts'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { configureLine } from '../quote.draft.ts'
import { quotes } from '../quote.store.ts'

/** Has the choices judged by their owner and refers the line to the result, valid or not. */
export const configureQuoteLine = command({
  name: 'configureQuoteLine',
  permission: 'quote:edit',
  input: z.object({
    ...onQuote,
    lineId: idSchema('qln'),
    selections: z.array(z.object({ name: z.string().min(1).max(200), value: z.string().max(2000) })).max(200),
    quantity: z.int().min(1).max(100_000).nullish(),
  }),

  async gather(input, gather) {
    const { quote, authority } = await see(input, gather)
    const line = quote.lines.find(({ id }) => id === input.lineId)
    if (!line) return refuse('QUOTE_LINE_NOT_FOUND', { lineId: input.lineId })

    const quantity = input.quantity ?? line.quantity
    const evaluated = await evaluate(gather, {
      quoteId: quote.id,
      lineId: line.id,
      customerId: quote.customerId,
      offeringId: line.offeringId,
      selections: input.selections,
      quantity,
      companionOfferingIds: quote.lines
        .filter(({ id }) => id !== line.id)
        .map(({ offeringId }) => offeringId),
    })

    return { authority, quantity, evaluated }
  },

  async handle({ lineId, ...input }, { uow, evidence }) {
    const { quantity, evaluated } = evidence
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(quote, configureLine(quote, { lineId, quantity, evidence: evaluated }))

    return {
      __typename: 'ConfigureQuoteLinePayload',
      quote: { id: quote.id },
      line: { id: lineId },
      violations: 'violations' in evaluated ? evaluated.violations : [],
    }
  },
})
