import type { Batch } from '@pactwork/kernel/graph-context'
import type { Bounds } from '@pactwork/kernel/connection'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { CustomerAuthority } from '@pactwork/kernel/ports'
import type { Address } from './personal-details.ts'
import type { Site } from './customer.ts'

/** A customer as it is shown. */
export type CustomerView = {
  id: string
  version: number
  number: string
  name: string | null
  segment: string
  status: string
  createdAt: Date
}
export type SiteView = Site & { customerId: string; address: Address | null }

type CustomerRow = Omit<CustomerView, 'createdAt'> & { created_at: Date }
type SiteRow = {
  id: string
  customer_id: string
  verified: boolean
  address_line: string | null
  postal_code: string | null
  city: string | null
  country: string | null
}

const customerView = ({ created_at: createdAt, ...row }: CustomerRow): CustomerView => ({
  ...row,
  id: idOf('cus', row.id),
  createdAt,
})

const selected = `select c.id, c.version, c.number, d.name, c.segment, c.status, c.created_at
  from customer c left join personal_detail d on d.tenant_id = c.tenant_id and d.subject_id = c.id`

/** Customers by id, those alone for whom the actor may act. */
export const customersById: Batch<CustomerView> = async (ids, { read, authority }) => {
  const allowed = await authority()
  const mine = ids.filter((id) => mayActFor(allowed, id))
  const rows = await read(({ sql, tenantId }) =>
    sql<CustomerRow>(`${selected} where c.tenant_id = $1 and c.id = any($2)`, [
      tenantId,
      mine.map((id) => uuidOf('cus', id)),
    ]),
  )
  const found = new Map(rows.map((row) => [idOf('cus', row.id) as string, customerView(row)]))

  return ids.map((id) => found.get(id))
}

type Filter = { numberPrefix?: string | null; namePrefix?: string | null }

/** A page of the customers within an authority; ids grow with time, so the order is that of creation. */
export async function listCustomers(
  { sql, tenantId }: UnitOfWork,
  authority: CustomerAuthority,
  filter: Filter,
  { limit, after }: Bounds,
): Promise<CustomerView[]> {
  const mine = authority === 'any' ? null : [...authority].map((id) => uuidOf('cus', id))
  const rows = await sql<CustomerRow>(
    `${selected}
     where c.tenant_id = $1 and ($2::uuid is null or c.id > $2) and ($3::uuid[] is null or c.id = any($3))
       and ($4::text is null or c.number ^@ $4) and ($5::text is null or d.name ^@ $5)
     order by c.id limit $6`,
    [
      tenantId,
      after ? uuidOf('cus', after) : null,
      mine,
      filter.numberPrefix ?? null,
      filter.namePrefix ?? null,
      limit,
    ],
  )

  return rows.map(customerView)
}

const siteSelected = `select s.id, s.customer_id, s.verified, d.address_line, d.postal_code, d.city, d.country
  from site s left join personal_detail d on d.tenant_id = s.tenant_id and d.subject_id = s.id`

const siteView = (row: SiteRow): SiteView => ({
  id: idOf('sit', row.id),
  customerId: idOf('cus', row.customer_id),
  verified: row.verified,
  address: addressOf(row),
})

function addressOf({ address_line: line, postal_code: postalCode, city, country }: SiteRow): Address | null {
  return line === null || postalCode === null || city === null || country === null
    ? null
    : { line, postalCode, city, country }
}

/** Sites by id, those alone of customers for whom the actor may act. */
export const sitesById: Batch<SiteView> = async (ids, { read, authority }) => {
  const allowed = await authority()
  const rows = await read(({ sql, tenantId }) =>
    sql<SiteRow>(`${siteSelected} where s.tenant_id = $1 and s.id = any($2)`, [
      tenantId,
      ids.map((id) => uuidOf('sit', id)),
    ]),
  )
  const views = rows.map(siteView).filter((site) => mayActFor(allowed, site.customerId))
  const found = new Map(views.map((site) => [site.id, site]))

  return ids.map((id) => found.get(id))
}

/** The sites of customers that the caller has loaded, so that it may see them. */
export const sitesOfCustomers: Batch<SiteView[]> = async (customerIds, { read }) => {
  const rows = await read(({ sql, tenantId }) =>
    sql<SiteRow>(`${siteSelected} where s.tenant_id = $1 and s.customer_id = any($2) order by s.id`, [
      tenantId,
      customerIds.map((id) => uuidOf('cus', id)),
    ]),
  )
  const found = Map.groupBy(rows.map(siteView), (site) => site.customerId)

  return customerIds.map((id) => found.get(id) ?? [])
}

/** Who may act for these customers. */
export const authorizedUsers: Batch<{ id: string }[]> = async (customerIds, { read }) => {
  const rows = await read(({ sql, tenantId }) =>
    sql<{ customer_id: string; user_id: string }>(
      'select customer_id, user_id from customer_authority where tenant_id = $1 and customer_id = any($2) order by user_id',
      [tenantId, customerIds.map((id) => uuidOf('cus', id))],
    ),
  )
  const found = Map.groupBy(rows, (row) => idOf('cus', row.customer_id) as string)

  return customerIds.map((id) => (found.get(id) ?? []).map((row) => ({ id: idOf('usr', row.user_id) })))
}
