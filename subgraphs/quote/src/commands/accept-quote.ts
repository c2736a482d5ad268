import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { keepEvidence } from '../evidence.store.ts'
import { approvalOf } from '../ports/approval.ts'
import { customerToQuote } from '../ports/customer.ts'
import { freshnessOf } from '../ports/pricing.ts'
import { loadSeen, onQuote, see } from '../quote-access.ts'
import { acceptQuote as decide, canBeAccepted } from '../quote.acceptance.ts'
import { quotes } from '../quote.store.ts'

/**
 * The customer says yes: once a quote and for ever (M33). Price, approval and customer are asked of their owners
 * just before; without their answer nothing is accepted (M6). An order follows by itself.
 */
export const acceptQuote = command({
  name: 'acceptQuote',
  permission: 'quote:accept',
  input: z.object({ ...onQuote, revision: z.int().positive() }),

  async gather(input, gather) {
    const { quote, authority } = await see(input, gather)
    const early = canBeAccepted(quote, { revision: input.revision, businessDate: gather.businessDate() })
    if (early || !quote.price) return { authority, acceptance: null }

    const [customer, price, approval] = await Promise.all([
      customerToQuote(gather.ports, quote.customerId),
      freshnessOf(gather.ports, quote.price.resultId),
      approvalOf(gather.ports, quote),
    ])

    return { authority, acceptance: { quoteVersion: quote.version, customer, price, approval } }
  },

  async handle({ revision, ...input }, { uow, actor, evidence, clock, businessDate, newId }) {
    const acceptanceId = newId('acc')
    const quote = await loadSeen(uow, input, evidence)
    const decision = decide(quote, {
      acceptanceId,
      revision,
      by: actor.id,
      businessDate: businessDate(),
      evidence: evidence.acceptance,
    })
    const saved = await quotes(uow).save(quote, decision)
    if (evidence.acceptance) await keepEvidence(uow, saved, 'ACCEPTANCE', evidence.acceptance, clock.now())

    return { __typename: 'AcceptQuotePayload', quote: { id: saved.id }, acceptance: { id: acceptanceId } }
  },
})
