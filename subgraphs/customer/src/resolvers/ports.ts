import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { query } from '@pactwork/kernel/resolver'
import { machineRoles } from '@pactwork/kernel/runtime/call-identity'
import { readCustomer } from '../customer.store.ts'
import { customersById } from '../customer-views.ts'
import { snapshotOf } from '../snapshot.ts'

const rule = { permission: null, machines: machineRoles.filter((role) => role !== 'gateway') }

export const customerSnapshot = query(
  rule,
  async ({ customerId }: { customerId: string }, { load, read, now }) => {
    const customer = await read((uow) => readCustomer(uow, customerId))
    if (!customer) return null
    const shown = await load(customersById, customerId)

    return { ...snapshotOf(customer, now()), name: shown?.name ?? null }
  },
)

export const customerAuthority = query(rule, ({ userId }: { userId: string }, { read }) =>
  read(async ({ sql, tenantId }) => {
    const rows = await sql<{ id: string }>(
      `select c.id from customer_authority a join customer c on c.tenant_id = a.tenant_id and c.id = a.customer_id
       where a.tenant_id = $1 and a.user_id = $2 and c.status <> 'CLOSED' order by c.id`,
      [tenantId, uuidOf('usr', userId)],
    )
    return rows.map((row) => idOf('cus', row.id))
  }),
)

export const usersActingFor = query(rule, ({ customerId }: { customerId: string }, { read }) =>
  read(async ({ sql, tenantId }) => {
    const rows = await sql<{ id: string }>(
      `select a.user_id as id from customer_authority a join customer c on c.tenant_id = a.tenant_id and c.id = a.customer_id
       where a.tenant_id = $1 and a.customer_id = $2 and c.status <> 'CLOSED' order by a.user_id`,
      [tenantId, uuidOf('cus', customerId)],
    )
    return rows.map((row) => idOf('usr', row.id))
  }),
)
