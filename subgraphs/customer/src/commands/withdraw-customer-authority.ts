import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { withdrawAuthority } from '../customer.ts'
import { customers } from '../customer.store.ts'

/** Ends a user's authority; commands of that user for the customer are refused within two seconds. */
export const withdrawCustomerAuthority = command({
  name: 'withdrawCustomerAuthority',
  permission: 'customer:administer',
  input: z.object({
    customerId: idSchema('cus'),
    userId: idSchema('usr'),
    reason: z.string().trim().min(1).max(500),
  }),
  reason: ({ reason }) => reason,

  async handle({ customerId, userId, reason }, { uow }) {
    const customer = await customers(uow).load(customerId)
    const saved = await customers(uow).save(customer, withdrawAuthority(customer, { userId, reason }))

    return { __typename: 'WithdrawCustomerAuthorityPayload', customer: { id: saved.id } }
  },
})
