import { connection, type Page } from '@pactwork/kernel/connection'
import { denied } from '@pactwork/kernel/errors'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { asOf } from '@pactwork/kernel/projection'
import { query } from '@pactwork/kernel/resolver'

type SummaryRow = {
  /** The key of the list: the order's UUID. */
  id: string
  order_id: string
  order_number: string
  customer_id: string
  source_quote_id: string
  status: string
  line_count: number
  offering_ids: string[]
  last_milestone: string | null
  captured_at: Date
  changed_at: Date
}

type SummaryFilter = { customerId?: string | null; status?: string | null; numberPrefix?: string | null }

const summaryOf = (row: SummaryRow) => ({
  order: { id: idOf('ord', row.order_id) },
  number: row.order_number,
  status: row.status,
  customer: { id: idOf('cus', row.customer_id) },
  quote: { id: idOf('quo', row.source_quote_id) },
  offerings: row.offering_ids.map((id) => ({ id: idOf('off', id) })),
  lineCount: row.line_count,
  lastMilestone: row.last_milestone,
  capturedAt: row.captured_at,
  asOf: row.changed_at,
})

/** Orders as sales and customers list them; only those of customers the actor may act for. */
export const orders = query(
  { permission: 'order:read' },
  async ({ filter, ...page }: Page & { filter?: SummaryFilter | null }, { read, authority }) => {
    const mine = await authority()
    const customers = mine === 'any' ? null : [...mine].map((id) => uuidOf('cus', id))
    const wanted = filter?.customerId == null ? null : uuidOf('cus', filter.customerId)
    const rows = await connection(page, ({ limit, after }) =>
      read((uow) =>
        uow.sql<SummaryRow>(
          `select order_id as id, * from order_summary
           where tenant_id = $1 and ($2::uuid[] is null or customer_id = any($2)) and ($3::uuid is null or customer_id = $3)
             and ($4::text is null or status = $4) and ($5::text is null or order_number ^@ $5)
             and ($6::uuid is null or order_id < $6)
           order by order_id desc limit $7`,
          [
            uow.tenantId,
            customers,
            wanted,
            filter?.status ?? null,
            filter?.numberPrefix ?? null,
            after ?? null,
            limit,
          ],
        ),
      ),
    )

    return {
      edges: rows.edges.map(({ cursor, node }) => ({ cursor, node: summaryOf(node) })),
      pageInfo: rows.pageInfo,
      asOf: await read((uow) => asOf(uow, 'order_summary')),
    }
  },
)

type OperationsRow = {
  /** The key of the list: the order's UUID. */
  id: string
  order_id: string
  order_number: string
  customer_id: string
  items: Record<string, string>
  retries: number
  external_references: Record<string, string>
  open_cases: Record<string, string>
  owner_group: string | null
  ended: boolean
  captured_at: Date
  changed_at: Date
}

const operationsOf = (row: OperationsRow) => ({
  order: { id: idOf('ord', row.order_id) },
  number: row.order_number,
  customer: { id: idOf('cus', row.customer_id) },
  items: [...Map.groupBy(Object.values(row.items), (state) => state)]
    .map(([state, found]) => ({ state, count: found.length }))
    .sort((a, b) => (a.state < b.state ? -1 : 1)),
  retries: row.retries,
  externalReferences: Object.values(row.external_references),
  openCases: Object.keys(row.open_cases).length,
  ownerGroup: row.owner_group,
  ended: row.ended,
  capturedAt: row.captured_at,
  asOf: row.changed_at,
})

type OperationsFilter = { ownerGroup?: string | null; ended?: boolean | null }

/** Orders as operations look at them (ORD-21); internal operations only (SEC-02g). */
export const operationsOrders = query(
  { permission: 'order:operate' },
  async ({ filter, ...page }: Page & { filter?: OperationsFilter | null }, { read, authority }) => {
    if ((await authority()) !== 'any') denied('customer:any')
    const rows = await connection(page, ({ limit, after }) =>
      read((uow) =>
        uow.sql<OperationsRow>(
          `select order_id as id, * from order_operations
           where tenant_id = $1 and ($2::text is null or owner_group = $2) and ($3::boolean is null or ended = $3)
             and ($4::uuid is null or order_id < $4)
           order by order_id desc limit $5`,
          [uow.tenantId, filter?.ownerGroup ?? null, filter?.ended ?? null, after ?? null, limit],
        ),
      ),
    )

    return {
      edges: rows.edges.map(({ cursor, node }) => ({ cursor, node: operationsOf(node) })),
      pageInfo: rows.pageInfo,
      asOf: await read((uow) => asOf(uow, 'order_operations')),
    }
  },
)
