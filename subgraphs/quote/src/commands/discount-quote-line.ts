import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { discountAuthorityOf } from '../ports/approval.ts'
import { maximumDiscount } from '../ports/pricing.ts'
import { loadSeen, onQuote, reason, see } from '../quote-access.ts'
import { discountLine } from '../quote.draft.ts'
import { quotes } from '../quote.store.ts'

/** Asks for a manual discount and keeps who, why and with which authority (PRC-05). */
export const discountQuoteLine = command({
  name: 'discountQuoteLine',
  permission: 'quote:discount',
  input: z.object({ ...onQuote, lineId: idSchema('qln'), basisPoints: z.int().min(0).max(10_000), reason }),
  reason: (input) => input.reason,

  async gather(input, gather) {
    const [{ authority }, own, maximumBasisPoints] = await Promise.all([
      see(input, gather),
      discountAuthorityOf(gather.ports, gather.actor),
      maximumDiscount(gather.ports),
    ])

    return { authority, ...own, maximumBasisPoints }
  },

  async handle({ lineId, basisPoints, reason: why, ...input }, { uow, actor, evidence }) {
    const { authorityVersion, authorityBasisPoints, maximumBasisPoints } = evidence
    const quote = await loadSeen(uow, input, evidence)
    await quotes(uow).save(
      quote,
      discountLine(quote, {
        lineId,
        basisPoints,
        reason: why,
        by: actor.id,
        authorityBasisPoints,
        authorityVersion,
        maximumBasisPoints,
      }),
    )

    return { __typename: 'DiscountQuoteLinePayload', quote: { id: quote.id }, line: { id: lineId } }
  },
})
