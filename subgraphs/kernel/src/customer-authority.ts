import { z } from 'zod'
import type { Actor } from './actor.ts'
import type { CustomerAuthority, Ports } from './ports.ts'

const freshFor = 2_000
const document = `query CustomerAuthority($userId: ID!) { customerAuthority(userId: $userId) }`
const shape = z.object({ customerAuthority: z.array(z.string()) })

/**
 * For which customers an actor may act. Machines and holders of `customer:any` for all of their tenant; others
 * for those that the customer context names, asked at most every two seconds a user, fail closed.
 */
export function customerAuthority() {
  const known = new Map<string, { at: number; customers: Promise<CustomerAuthority> }>()

  return async (actor: Actor, ports: Pick<Ports, 'query'>): Promise<CustomerAuthority> => {
    if (actor.kind === 'machine' || actor.permissions.has('customer:any')) return 'any'

    const key = `${actor.tenantId}/${actor.id}`
    const before = known.get(key)
    if (before && Date.now() - before.at < freshFor) return before.customers
    const customers = ports
      .query('customer', document, { userId: actor.id }, shape)
      .then((data): CustomerAuthority => new Set(data.customerAuthority))
    known.set(key, { at: Date.now(), customers })
    customers.catch(() => known.delete(key))
    if (known.size > 10_000) known.clear()

    return customers
  }
}

/** Whether a customer is within an authority. */
export const mayActFor = (authority: CustomerAuthority, customerId: string): boolean =>
  authority === 'any' || authority.has(customerId)
