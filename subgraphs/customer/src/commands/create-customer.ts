import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { create, segments } from '../customer.ts'
import { customers, nextNumber } from '../customer.store.ts'
import { keepName } from '../personal-details.ts'

/** Creates a customer with the next number of the tenant. */
export const createCustomer = command({
  name: 'createCustomer',
  permission: 'customer:create',
  input: z.object({ name: z.string().trim().min(1).max(200), segment: z.enum(segments) }),

  async handle({ name, segment }, { uow, newId }) {
    const customerId = newId('cus')
    const number = await nextNumber(uow)
    const customer = await customers(uow).create(customerId, create({ customerId, number, segment }))
    await keepName(uow, customerId, name)

    return { __typename: 'CreateCustomerPayload', customer: { id: customer.id } }
  },
})
