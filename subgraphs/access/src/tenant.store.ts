import { tenantEvents, type TenantEvent } from '@pactwork/contracts/events/access'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type Tenant } from './tenant.ts'

type Row = {
  version: number
  slug: string
  time_zone: string
  business_date: string | null
  created_at: Date
}

export const tenants = aggregate<Tenant, TenantEvent>({
  kind: 'ten',
  type: 'Tenant',
  events: tenantEvents,
  evolve,
  async load({ sql, tenantId }, id) {
    if (uuidOf('ten', id) !== tenantId) return undefined
    const [row] = await sql<Row>(
      `select version, slug, time_zone, business_date::text, created_at from tenant where tenant_id = $1 for no key update`,
      [tenantId],
    )
    return (
      row && {
        id,
        version: row.version,
        slug: row.slug,
        timeZone: row.time_zone,
        businessDate: row.business_date,
        createdAt: row.created_at,
      }
    )
  },
  async save({ sql, tenantId }, tenant) {
    await sql(
      `insert into tenant (tenant_id, version, slug, name, time_zone, business_date, created_at) values ($1, $2, $3, $3, $4, $5, $6)
       on conflict (tenant_id) do update set version = excluded.version, business_date = excluded.business_date`,
      [tenantId, tenant.version, tenant.slug, tenant.timeZone, tenant.businessDate, tenant.createdAt],
    )
  },
})

/** The name of a tenant is for people and no part of any decision. */
export async function nameTenant({ sql, tenantId }: UnitOfWork, name: string): Promise<void> {
  await sql('update tenant set name = $2 where tenant_id = $1', [tenantId, name])
}

export type TenantView = {
  id: string
  slug: string
  name: string
  timeZone: string
  businessDate: string | null
}

/** The unit's own tenant as it is shown. */
export async function readTenant({ sql, tenantId }: UnitOfWork): Promise<TenantView | undefined> {
  const [row] = await sql<Omit<TenantView, 'id'>>(
    `select slug, name, time_zone as "timeZone", business_date::text as "businessDate" from tenant where tenant_id = $1`,
    [tenantId],
  )

  return row && { id: idOf('ten', tenantId), ...row }
}
