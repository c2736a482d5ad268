import type { GraphContext } from '@pactwork/kernel/graph-context'
import { readTenant, type TenantView } from '../tenant.store.ts'

type Reference = { id: string }

/** There is one tenant to be seen: that of the caller. Another's id finds nothing. */
const own = async ({ id }: Reference, context: GraphContext): Promise<TenantView | null> =>
  id === context.actor.tenantId ? ((await context.read(readTenant)) ?? null) : null

const shown =
  (field: keyof TenantView) =>
  async (tenant: TenantView | Reference, _: unknown, context: GraphContext): Promise<string | null> =>
    (field in tenant ? (tenant as TenantView) : await own(tenant, context))?.[field] ?? null

export const Tenant = {
  __resolveReference: own,
  slug: shown('slug'),
  name: shown('name'),
  timeZone: shown('timeZone'),
  businessDate: shown('businessDate'),
}
