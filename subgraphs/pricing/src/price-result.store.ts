import { priceResultEvents, type PriceResultEvent } from '@pactwork/contracts/events/pricing'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { PriceRequest } from './price-input.ts'
import type { PriceCalculation } from './price-result.ts'

/** A price result as it is kept: the request as it came, the calculation as it was made. */
export type PriceResult = {
  readonly id: string
  readonly quoteId: string
  readonly revision: number
  readonly customerId: string
  readonly currency: string
  readonly termMonths: number
  readonly channel: string
  readonly request: PriceRequest
  readonly calculation: PriceCalculation
  readonly calculatedAt: Date
}

type Row = Omit<PriceResult, 'id' | 'quoteId' | 'customerId'> & {
  id: string
  quoteId: string
  customerId: string
}

/** A result is one fact; its row is written once beside it, by `keepResult`, and never again. */
export const priceResults = aggregate<{ id: string; version: number }, PriceResultEvent>({
  kind: 'prc',
  type: 'PriceResult',
  events: priceResultEvents,
  evolve: (_, __, { id, version }) => ({ id, version }),
  async load(uow, id) {
    const [found] = await readResults(uow, [id])
    return found && { id, version: 1 }
  },
  async save() {},
})

/** Writes the immutable row; the facts refer to it by id and hash (M17). */
export async function keepResult({ sql, tenantId }: UnitOfWork, result: PriceResult): Promise<void> {
  const { request, calculation } = result
  await sql(
    `insert into price_result (tenant_id, id, version, quote_id, revision, customer_id, currency, term_months, channel,
       request, calculation, price_hash, input_hash, trace_hash, contract_value_minor, discount_basis_points,
       valid_until, calculated_at)
     values ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    [
      tenantId,
      uuidOf('prc', result.id),
      uuidOf('quo', result.quoteId),
      result.revision,
      uuidOf('cus', result.customerId),
      result.currency,
      result.termMonths,
      result.channel,
      JSON.stringify(request),
      JSON.stringify(calculation),
      calculation.priceHash,
      calculation.inputHash,
      calculation.traceHash,
      calculation.totals.contractValueMinor,
      calculation.totals.discountBasisPoints,
      calculation.validUntil,
      result.calculatedAt,
    ],
  )
}

/** Results by id, in no order; what does not exist is left out. */
export async function readResults(
  { sql, tenantId }: UnitOfWork,
  ids: readonly string[],
): Promise<PriceResult[]> {
  const rows = await sql<Row>(
    `select id, quote_id as "quoteId", revision, customer_id as "customerId", currency, term_months as "termMonths",
       channel, request, calculation, calculated_at as "calculatedAt"
     from price_result where tenant_id = $1 and id = any($2::uuid[])`,
    [tenantId, ids.map((id) => uuidOf('prc', id))],
  )

  return rows.map((row) => ({
    ...row,
    id: idOf('prc', row.id),
    quoteId: idOf('quo', row.quoteId),
    customerId: idOf('cus', row.customerId),
  }))
}
