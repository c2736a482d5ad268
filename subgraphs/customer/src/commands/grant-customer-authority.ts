import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { grantAuthority } from '../customer.ts'
import { customers } from '../customer.store.ts'
import { isUser } from '../ports/access.ts'

/** Lets a user act for a customer; the user must exist in this tenant. */
export const grantCustomerAuthority = command({
  name: 'grantCustomerAuthority',
  permission: 'customer:administer',
  input: z.object({ customerId: idSchema('cus'), userId: idSchema('usr') }),
  gather: ({ userId }, { ports }) => isUser(ports, userId),

  async handle({ customerId, userId }, { uow, evidence }) {
    const customer = await customers(uow).load(customerId)
    const saved = await customers(uow).save(customer, grantAuthority(customer, { userId, isUser: evidence }))

    return { __typename: 'GrantCustomerAuthorityPayload', customer: { id: saved.id } }
  },
})
