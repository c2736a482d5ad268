import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'

/** A draft with a price that nothing has marked yet. */
export type PricedDraft = { readonly quoteId: string; readonly priceResultId: string }

type Row = { quote_id: string; price_result_id: string }

const unmarked = `select q.id as quote_id, r.price_result_id
  from quote q join quote_revision r on r.tenant_id = q.tenant_id and r.quote_id = q.id and r.revision = q.revision
  where q.tenant_id = $1 and q.state = 'DRAFT' and r.price_result_id is not null
    and r.price ->> 'staleBecause' is null`

/** Drafts whose price nothing has marked as stale, by id. */
export async function readPricedDrafts(
  { sql, tenantId }: UnitOfWork,
  { after, limit }: { after: string | undefined; limit: number },
): Promise<PricedDraft[]> {
  const rows = await sql<Row>(`${unmarked} and ($2::uuid is null or q.id > $2) order by q.id limit $3`, [
    tenantId,
    after === undefined ? null : uuidOf('quo', after),
    limit,
  ])

  return rows.map(draftOf)
}

/** One of them, while it is one. */
export async function readPricedDraft(
  { sql, tenantId }: UnitOfWork,
  quoteId: string,
): Promise<PricedDraft | undefined> {
  const [row] = await sql<Row>(`${unmarked} and q.id = $2`, [tenantId, uuidOf('quo', quoteId)])

  return row && draftOf(row)
}

const draftOf = (row: Row): PricedDraft => ({
  quoteId: idOf('quo', row.quote_id),
  priceResultId: idOf('prc', row.price_result_id),
})
