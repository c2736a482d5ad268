import type { TenantEvent } from '@pactwork/contracts/events/access'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'

export type Tenant = {
  readonly id: string
  readonly version: number
  readonly slug: string
  readonly timeZone: string
  /** `YYYY-MM-DD`; null follows the calendar (M28). */
  readonly businessDate: string | null
  readonly createdAt: Date
}

export type Provision = {
  tenantId: string
  /** The id that follows from the slug. */
  derivedId: string
  slug: string
  timeZone: string
  isTimeZone: boolean
  businessDate: string | null
  /** The slugs of users and clients to be made. */
  slugs: readonly string[]
}

export function provision(existing: Tenant | undefined, wanted: Provision): Decision<TenantEvent> {
  const { tenantId, derivedId, slug, timeZone, businessDate, slugs } = wanted
  if (existing) return reject('TENANT_ALREADY_PROVISIONED', { slug: existing.slug })
  if (tenantId !== derivedId) return reject('TENANT_ID_NOT_DERIVED', { slug, expected: derivedId })
  if (!wanted.isTimeZone) return reject('TIME_ZONE_UNKNOWN', { timeZone })

  const twice = slugs.find((one, index) => slugs.indexOf(one) !== index)
  if (twice !== undefined) return reject('SLUG_NOT_UNIQUE', { slug: twice })

  return accept({ type: 'TenantProvisioned', tenantId, slug, timeZone, businessDate })
}

export function setBusinessDate(
  tenant: Tenant,
  wanted: { businessDate: string | null; reason: string },
): Decision<TenantEvent> {
  if (wanted.businessDate === tenant.businessDate) return reject('BUSINESS_DATE_UNCHANGED')

  return accept({ type: 'TenantBusinessDateSet', tenantId: tenant.id, ...wanted })
}

type Meta = { readonly id: string; readonly version: number; readonly at: Date }

/** The tenant after a fact. */
export function evolve(tenant: Tenant | undefined, event: TenantEvent, { id, version, at }: Meta): Tenant {
  if (event.type === 'TenantProvisioned') {
    const { slug, timeZone, businessDate } = event
    return { id, version, slug, timeZone, businessDate, createdAt: at }
  }
  if (!tenant) throw new TypeError(`${event.type} needs a tenant.`)

  return { ...tenant, version, businessDate: event.businessDate }
}
