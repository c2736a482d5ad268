import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

const status = z.enum(['ACTIVE', 'SUSPENDED', 'CLOSED'])

export const customerEvents = defineEvents({
  context: 'customer',
  aggregate: 'Customer',
  topic: 'pactwork.customer.customer.v1',
  events: {
    CustomerCreated: {
      version: 1,
      description: 'A customer exists. The name stands in one erasable table and in no event.',
      payload: z.object({ customerId: z.string(), number: z.string(), segment: z.string() }),
    },
    CustomerSiteAdded: {
      version: 1,
      description: 'A customer has one more site. The address stands in one erasable table.',
      payload: z.object({ customerId: z.string(), siteId: z.string(), verified: z.boolean() }),
    },
    CustomerStatusChanged: {
      version: 1,
      description: 'A customer was suspended, reinstated or closed.',
      payload: z.object({ customerId: z.string(), from: status, to: status, reason: z.string() }),
    },
    CustomerAuthorityGranted: {
      version: 1,
      description: 'A user may act for a customer.',
      payload: z.object({ customerId: z.string(), userId: z.string() }),
    },
    CustomerAuthorityWithdrawn: {
      version: 1,
      description: 'A user may no longer act for a customer.',
      payload: z.object({ customerId: z.string(), userId: z.string(), reason: z.string() }),
    },
  },
})
export type CustomerEvent = EventOf<typeof customerEvents>
