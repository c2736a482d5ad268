import { customerEvents, type CustomerEvent } from '@pactwork/contracts/events/customer'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type Customer, type Status } from './customer.ts'

type Row = {
  id: string
  version: number
  number: string
  segment: string
  status: Status
  created_at: Date
  sites: { id: string; verified: boolean }[]
  authorized: string[]
}

const columns = `c.id, c.version, c.number, c.segment, c.status, c.created_at,
  (select coalesce(json_agg(json_build_object('id', s.id, 'verified', s.verified) order by s.id), '[]')
     from site s where s.tenant_id = c.tenant_id and s.customer_id = c.id) as sites,
  (select coalesce(json_agg(a.user_id order by a.user_id), '[]')
     from customer_authority a where a.tenant_id = c.tenant_id and a.customer_id = c.id) as authorized`

const customerOf = (row: Row): Customer => ({
  id: idOf('cus', row.id),
  version: row.version,
  number: row.number,
  segment: row.segment,
  status: row.status,
  createdAt: row.created_at,
  sites: row.sites.map((site) => ({ id: idOf('sit', site.id), verified: site.verified })),
  authorized: row.authorized.map((userId) => idOf('usr', userId)),
})

/** A customer for reading: one statement, so that all its parts are of one moment. */
export async function readCustomer({ sql, tenantId }: UnitOfWork, id: string): Promise<Customer | undefined> {
  const [row] = await sql<Row>(`select ${columns} from customer c where c.tenant_id = $1 and c.id = $2`, [
    tenantId,
    uuidOf('cus', id),
  ])

  return row && customerOf(row)
}

export const customers = aggregate<Customer, CustomerEvent>({
  kind: 'cus',
  type: 'Customer',
  events: customerEvents,
  evolve,
  async load(uow, id) {
    // Lock first, then read: a statement that waits for a lock sees the locked row anew, and what it joins or
    // selects beside it as it was before (READ COMMITTED).
    await uow.sql('select 1 from customer where tenant_id = $1 and id = $2 for no key update', [
      uow.tenantId,
      uuidOf('cus', id),
    ])
    return readCustomer(uow, id)
  },
  async save(uow, customer, before) {
    await saveCustomer(uow, customer)
    await saveSites(uow, customer, before)
    await saveAuthority(uow, customer, before)
  },
})

async function saveCustomer({ sql, tenantId }: UnitOfWork, customer: Customer): Promise<void> {
  await sql(
    `insert into customer (tenant_id, id, version, number, segment, status, created_at) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (tenant_id, id) do update set version = excluded.version, segment = excluded.segment, status = excluded.status`,
    [
      tenantId,
      uuidOf('cus', customer.id),
      customer.version,
      customer.number,
      customer.segment,
      customer.status,
      customer.createdAt,
    ],
  )
}

async function saveSites(
  { sql, tenantId }: UnitOfWork,
  customer: Customer,
  before?: Customer,
): Promise<void> {
  const known = new Set(before?.sites.map((site) => site.id))
  for (const site of customer.sites.filter(({ id }) => !known.has(id))) {
    await sql('insert into site (tenant_id, id, customer_id, verified) values ($1, $2, $3, $4)', [
      tenantId,
      uuidOf('sit', site.id),
      uuidOf('cus', customer.id),
      site.verified,
    ])
  }
}

async function saveAuthority(
  { sql, tenantId }: UnitOfWork,
  customer: Customer,
  before?: Customer,
): Promise<void> {
  const users = customer.authorized.map((userId) => uuidOf('usr', userId))
  if (before?.authorized.toString() === customer.authorized.toString()) return

  const customerId = uuidOf('cus', customer.id)
  await sql(
    'delete from customer_authority where tenant_id = $1 and customer_id = $2 and not user_id = any($3)',
    [tenantId, customerId, users],
  )
  await sql(
    `insert into customer_authority (tenant_id, customer_id, user_id) select $1, $2, user_id from unnest($3::uuid[]) as user_id
     on conflict do nothing`,
    [tenantId, customerId, users],
  )
}

/** The next customer number of the tenant; the row's lock makes it unique. */
export async function nextNumber({ sql, tenantId }: UnitOfWork): Promise<string> {
  const [row] = await sql<{ last: number }>(
    `insert into customer_number (tenant_id, last) values ($1, 1)
     on conflict (tenant_id) do update set last = customer_number.last + 1 returning last`,
    [tenantId],
  )

  return `C-${String(row?.last ?? 1).padStart(6, '0')}`
}
