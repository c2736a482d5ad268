import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import type { Check } from './validation.rules.ts'
import type { ValidationStatus } from './validation.ts'

/** What a validation needs to know of an order before it asks others. */
export type OrderToValidate = {
  readonly sourceQuoteId: string
  readonly sourceQuoteRevision: number
  readonly acceptanceId: string
  readonly customerId: string
  readonly lines: readonly {
    readonly lineId: string
    readonly offeringId: string
    readonly catalogVersion: string
    readonly siteId: string | null
  }[]
  readonly rules: Readonly<Record<string, number>>
  readonly rivals: readonly string[]
}

type Row = {
  source_quote_id: string
  source_quote_revision: number
  acceptance_id: string
  customer_id: string
  lines: { id: string; offering: string; publication: string; site: string | null; rules: number }[]
  rivals: string[]
}

/** Reads it without a lock; the decision loads it again. Undefined when there is no such order. */
export async function orderToValidate(
  uow: UnitOfWork,
  orderId: string,
): Promise<OrderToValidate | undefined> {
  const [row] = await uow.sql<Row>(
    `select source_quote_id, source_quote_revision, acceptance_id, customer_id,
       (select coalesce(json_agg(json_build_object('id', l.order_line_id, 'offering', l.product_offering_id,
          'publication', s.offering_snapshot ->> 'catalogVersion', 'site', s.site_id,
          'rules', jsonb_array_length(s.decomposition_rules)) order by l.line_number), '[]')
        from customer_order_line l join order_line_snapshot s using (tenant_id, order_line_id)
        where l.tenant_id = o.tenant_id and l.order_id = o.order_id) as lines,
       (select coalesce(json_agg(distinct r.order_number), '[]')
        from customer_order_line l
        join customer_order_line other using (tenant_id, source_quote_line_id)
        join customer_order r on r.tenant_id = other.tenant_id and r.order_id = other.order_id
        where l.tenant_id = o.tenant_id and l.order_id = o.order_id and r.order_id <> o.order_id
          and r.status not in ('CANCELLED', 'FAILED')) as rivals
     from customer_order o where tenant_id = $1 and order_id = $2`,
    [uow.tenantId, uuidOf('ord', orderId)],
  )
  if (row === undefined) return undefined

  const lines = row.lines.map((line) => ({
    lineId: idOf('oln', line.id),
    offeringId: idOf('off', line.offering),
    catalogVersion: line.publication,
    siteId: line.site === null ? null : idOf('sit', line.site),
  }))

  return {
    sourceQuoteId: idOf('quo', row.source_quote_id),
    sourceQuoteRevision: row.source_quote_revision,
    acceptanceId: idOf('acc', row.acceptance_id),
    customerId: idOf('cus', row.customer_id),
    lines,
    rules: Object.fromEntries(row.lines.map((line) => [idOf('oln', line.id), line.rules])),
    rivals: row.rivals,
  }
}

/** Keeps a run with all its answers (CAP-34). */
export async function saveValidation(
  uow: UnitOfWork,
  result: {
    orderId: string
    run: number
    status: ValidationStatus
    checks: readonly Check[]
    at: Date
    by: string
  },
): Promise<void> {
  await uow.sql(
    `insert into order_validation_result (tenant_id, validation_result_id, order_id, run, status, checks, created_at,
       created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      uow.tenantId,
      newUuid(),
      uuidOf('ord', result.orderId),
      result.run,
      result.status,
      JSON.stringify(result.checks),
      result.at,
      result.by,
    ],
  )
}
