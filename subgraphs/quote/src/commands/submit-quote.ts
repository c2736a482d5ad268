import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { keepEvidence } from '../evidence.store.ts'
import { configurationsOf } from '../ports/configuration.ts'
import { customerToQuote } from '../ports/customer.ts'
import { availabilityOf } from '../ports/inventory.ts'
import { freshnessOf } from '../ports/pricing.ts'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { canBeSubmitted, submit } from '../quote.lifecycle.ts'
import { quotes } from '../quote.store.ts'
import { announcementOf } from '../due-work/announce-expiry-when-due.ts'
import { expiryOf } from '../due-work/expire-quote-when-due.ts'

/** Freezes a draft revision and asks for approval. Every piece of evidence is asked of its owner first (M6). */
export const submitQuote = command({
  name: 'submitQuote',
  permission: 'quote:submit',
  input: z.object(onQuote),

  async gather(input, gather) {
    const { quote, authority } = await see(input, gather)
    if (!quote.price || canBeSubmitted(quote, gather.actor.id)) return { authority, submission: null }

    const [customer, price, configurations, availability] = await Promise.all([
      customerToQuote(gather.ports, quote.customerId),
      freshnessOf(gather.ports, quote.price.resultId),
      configurationsOf(gather.ports, quote.lines, gather.clock.now()),
      availabilityOf(gather, quote),
    ])

    return {
      authority,
      submission: { quoteVersion: quote.version, customer, price, configurations, availability },
    }
  },

  async handle(input, { uow, actor, evidence, clock, businessDate }) {
    const quote = await loadSeen(uow, input, evidence)
    const saved = await quotes(uow).save(
      quote,
      submit(quote, { by: actor.id, evidence: evidence.submission }),
    )
    if (evidence.submission) await keepEvidence(uow, saved, 'SUBMISSION', evidence.submission, clock.now())
    const today = { now: clock.now(), businessDate: businessDate() }
    await uow.due(announcementOf(saved, today))
    await uow.due(expiryOf(saved, today))

    return { __typename: 'SubmitQuotePayload', quote: { id: saved.id } }
  },
})
