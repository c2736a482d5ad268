import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { setBusinessDate as decide } from '../tenant.ts'
import { tenants } from '../tenant.store.ts'

/** Sets the day that decides commercial validity: never tokens, leases or timers (M28). */
export const setBusinessDate = command({
  name: 'setBusinessDate',
  permission: 'access:administer',
  input: z.object({ businessDate: z.iso.date().nullish(), reason: z.string().trim().min(1).max(500) }),
  reason: ({ reason }) => reason,

  async handle({ businessDate, reason }, { uow, actor }) {
    const tenant = await tenants(uow).load(actor.tenantId)
    const saved = await tenants(uow).save(
      tenant,
      decide(tenant, { businessDate: businessDate ?? null, reason }),
    )

    return { __typename: 'SetBusinessDatePayload', tenant: { id: saved.id } }
  },
})
