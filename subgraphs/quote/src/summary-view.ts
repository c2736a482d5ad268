import type { Bounds } from '@pactwork/kernel/connection'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { money } from '@pactwork/kernel/money'
import type { CustomerAuthority } from '@pactwork/kernel/ports'

export type QuoteFilter = {
  readonly state?: string | null
  readonly customerId?: string | null
  readonly ownerId?: string | null
  readonly numberPrefix?: string | null
}

type Row = {
  id: string
  number: string
  state: string
  revision: number
  customerId: string
  ownerId: string
  currency: string
  lineCount: number
  contractValue: string | null
  asOf: Date
}

/** Quotes in short, newest first, of the customers the actor may act for. */
export async function readSummaries(
  { sql, tenantId }: UnitOfWork,
  authority: CustomerAuthority,
  filter: QuoteFilter,
  { limit, after }: Bounds,
) {
  const rows = await sql<Row>(
    `select quote_id as id, number, state, revision, customer_id as "customerId", owner_id as "ownerId", currency,
       line_count as "lineCount", contract_value as "contractValue", changed_at as "asOf"
     from quote_summary
     where tenant_id = $1 and ($2::uuid[] is null or customer_id = any($2)) and ($3::text is null or state = $3)
       and ($4::uuid is null or customer_id = $4) and ($5::uuid is null or owner_id = $5)
       and ($6::text is null or number ^@ $6) and ($7::uuid is null or quote_id < $7)
     order by quote_id desc limit $8`,
    [
      tenantId,
      authority === 'any' ? null : [...authority].map((id) => uuidOf('cus', id)),
      filter.state ?? null,
      filter.customerId ? uuidOf('cus', filter.customerId) : null,
      filter.ownerId ? uuidOf('usr', filter.ownerId) : null,
      filter.numberPrefix ?? null,
      after ? uuidOf('quo', after) : null,
      limit,
    ],
  )

  return rows.map(({ customerId, ownerId, contractValue, currency, ...row }) => ({
    ...row,
    id: idOf('quo', row.id),
    customer: { __typename: 'Customer', id: idOf('cus', customerId) },
    owner: { __typename: 'User', id: idOf('usr', ownerId) },
    contractValue: contractValue === null ? null : money(contractValue, currency),
  }))
}

/** The history of one quote, oldest first; how it was approved is told to those who may read approvals. */
export async function readTimeline(
  { sql, tenantId }: UnitOfWork,
  { quoteId, withApprovals }: { quoteId: string; withApprovals: boolean },
  { limit, after }: Bounds,
) {
  return sql<{
    id: string
    type: string
    summary: string
    revision: number
    at: Date
    actor: string
    correlationId: string
  }>(
    `select event_id as id, type, summary, revision, occurred_at as at, actor, correlation_id as "correlationId"
     from quote_timeline
     where tenant_id = $1 and quote_id = $2 and ($3::uuid is null or event_id > $3)
       and ($5 or not type ^@ 'Approval')
     order by event_id limit $4`,
    [tenantId, uuidOf('quo', quoteId), after ?? null, limit, withApprovals],
  )
}
