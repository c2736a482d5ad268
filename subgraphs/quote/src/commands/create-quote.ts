import { command } from '@pactwork/kernel/command'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { customerToQuote } from '../ports/customer.ts'
import { createQuote as decide } from '../quote.draft.ts'
import { nextNumber, quotes } from '../quote.store.ts'

/** Begins a draft for a customer, with a number of its own. */
export const createQuote = command({
  name: 'createQuote',
  permission: 'quote:create',
  input: z.object({
    customerId: idSchema('cus'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code'),
    termMonths: z.int().min(1).max(120),
    channel: z.string().trim().min(1).max(40).nullish(),
  }),

  async gather({ customerId }, { ports }) {
    const authority = await ports.customerAuthority()

    return mayActFor(authority, customerId) ? customerToQuote(ports, customerId) : null
  },

  async handle({ channel, ...input }, { uow, actor, evidence: customer, businessDate, newId }) {
    const id = newId('quo')
    const number = await nextNumber(uow, businessDate())
    await quotes(uow).create(
      id,
      decide(undefined, {
        ...input,
        quoteId: id,
        number,
        customer,
        ownerId: actor.id,
        channel: channel ?? 'DIRECT',
      }),
    )

    return { __typename: 'CreateQuotePayload', quote: { id } }
  },
})
