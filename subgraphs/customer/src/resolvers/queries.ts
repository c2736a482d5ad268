import { connection, type Page } from '@pactwork/kernel/connection'
import { query } from '@pactwork/kernel/resolver'
import { customersById, listCustomers } from '../customer-views.ts'

export const customer = query({ permission: 'customer:read' }, ({ id }: { id: string }, { load }) =>
  load(customersById, id),
)

type Filtered = Page & { filter?: { numberPrefix?: string | null; namePrefix?: string | null } | null }

export const customers = query(
  { permission: 'customer:read' },
  async ({ filter, ...page }: Filtered, { read, authority }) => {
    const allowed = await authority()

    return connection(page, (bounds) => read((uow) => listCustomers(uow, allowed, filter ?? {}, bounds)))
  },
)
