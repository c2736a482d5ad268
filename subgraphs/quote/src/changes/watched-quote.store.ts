import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'

/** What the feed knows of a quote besides the fact at hand: as far as its facts were followed, never ahead. */
export type WatchedQuote = { readonly number: string; readonly customerId: string; readonly ownerId: string }

type Row = { number: string; customer_id: string; owner_id: string }

const columns = 'number, customer_id, owner_id'

/** A quote begins to be followed; it has no price. */
export async function watchQuote(
  { sql, tenantId }: UnitOfWork,
  quoteId: string,
  { number, customerId, ownerId }: WatchedQuote,
): Promise<void> {
  await sql(
    `insert into watched_quote (tenant_id, quote_id, number, customer_id, owner_id, price_holds)
     values ($1, $2, $3, $4, $5, false) on conflict do nothing`,
    [tenantId, uuidOf('quo', quoteId), number, uuidOf('cus', customerId), uuidOf('usr', ownerId)],
  )
}

/** A followed quote. */
export async function watchedQuote(
  { sql, tenantId }: UnitOfWork,
  quoteId: string,
): Promise<WatchedQuote | undefined> {
  const [row] = await sql<Row>(
    `select ${columns} from watched_quote where tenant_id = $1 and quote_id = $2`,
    [tenantId, uuidOf('quo', quoteId)],
  )

  return row && watchedOf(row)
}

/** Its price holds from now on, or no longer; undefined when that was so before. */
export async function noteWhetherPriceHolds(
  { sql, tenantId }: UnitOfWork,
  quoteId: string,
  holds: boolean,
): Promise<WatchedQuote | undefined> {
  const [row] = await sql<Row>(
    `update watched_quote set price_holds = $3
     where tenant_id = $1 and quote_id = $2 and price_holds <> $3 returning ${columns}`,
    [tenantId, uuidOf('quo', quoteId), holds],
  )

  return row && watchedOf(row)
}

const watchedOf = (row: Row): WatchedQuote => ({
  number: row.number,
  customerId: idOf('cus', row.customer_id),
  ownerId: idOf('usr', row.owner_id),
})
