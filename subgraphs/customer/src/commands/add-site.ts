import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { addSite as decide } from '../customer.ts'
import { customers } from '../customer.store.ts'
import { keepAddress } from '../personal-details.ts'

const address = z.object({
  line: z.string().trim().min(1).max(200),
  postalCode: z.string().trim().min(1).max(20),
  city: z.string().trim().min(1).max(100),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as DE'),
})

/** Adds a place where a customer is served. */
export const addSite = command({
  name: 'addSite',
  permission: 'customer:create',
  input: z.object({
    customerId: idSchema('cus'),
    address,
    verified: z.boolean().default(false),
    expectedVersion: z.int().positive().nullish(),
  }),

  async handle(input, { uow, newId }) {
    const customer = await customers(uow).load(input.customerId, input.expectedVersion)
    const siteId = newId('sit')
    const saved = await customers(uow).save(customer, decide(customer, { siteId, verified: input.verified }))
    await keepAddress(uow, { siteId, customerId: saved.id, address: input.address })

    return { __typename: 'AddSitePayload', customer: { id: saved.id }, site: { id: siteId } }
  },
})
