import { quoteEvents, type QuoteEvent } from '@pactwork/contracts/events/quote'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import { evolve } from './quote.evolve.ts'
import { quoteColumns, quoteOf, quoteTables, type QuoteRow } from './quote.rows.ts'
import type { Quote, QuoteLine } from './quote.ts'

export const quotes = aggregate<Quote, QuoteEvent>({
  kind: 'quo',
  type: 'Quote',
  events: quoteEvents,
  evolve,
  async load(uow, id) {
    // Lock first, then read: a statement that waits for a lock sees the locked row anew and everything it joins as
    // it was before (READ COMMITTED).
    await uow.sql('select 1 from quote where tenant_id = $1 and id = $2 for no key update', [
      uow.tenantId,
      uuidOf('quo', id),
    ])
    return (await readQuotes(uow, [id]))[0]
  },
  async save(uow, quote, before) {
    await saveHead(uow, quote)
    const revised = quote.revision !== before?.revision
    if (revised) await openRevision(uow, quote, before)
    await saveLines(uow, quote, revised ? [] : before.lines)
    await saveRevision(uow, quote)
    if (quote.acceptance && !before?.acceptance) await saveAcceptance(uow, quote, quote.acceptance)
  },
})

/** Quotes by id, for reading, in no order; what does not exist is left out. */
export async function readQuotes({ sql, tenantId }: UnitOfWork, ids: readonly string[]): Promise<Quote[]> {
  const rows = await sql<QuoteRow>(
    `select ${quoteColumns} from ${quoteTables} where q.tenant_id = $1 and q.id = any($2::uuid[])`,
    [tenantId, ids.map((id) => uuidOf('quo', id))],
  )

  return rows.map(quoteOf)
}

/** The next number of the tenant and year; the row's lock makes it unique, gapless it is not. */
export async function nextNumber({ sql, tenantId }: UnitOfWork, businessDate: string): Promise<string> {
  const year = businessDate.slice(0, 4)
  const [row] = await sql<{ last: number }>(
    `insert into quote_number (tenant_id, year, last) values ($1, $2, 1)
     on conflict (tenant_id, year) do update set last = quote_number.last + 1 returning last`,
    [tenantId, year],
  )

  return `Q-${year}-${String(row?.last ?? 1).padStart(6, '0')}`
}

async function saveHead({ sql, tenantId }: UnitOfWork, quote: Quote): Promise<void> {
  await sql(
    `insert into quote (tenant_id, id, version, number, state, revision, customer_id, customer_snapshot, owner_id,
       currency, term_months, channel, submitted_by, valid_until, created_at, updated_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
     on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state,
       revision = excluded.revision, customer_snapshot = excluded.customer_snapshot, term_months = excluded.term_months,
       submitted_by = excluded.submitted_by, valid_until = excluded.valid_until, updated_at = excluded.updated_at`,
    [
      tenantId,
      uuidOf('quo', quote.id),
      quote.version,
      quote.number,
      quote.state,
      quote.revision,
      uuidOf('cus', quote.customerId),
      JSON.stringify(quote.customerSnapshot),
      uuidOf('usr', quote.ownerId),
      quote.currency,
      quote.termMonths,
      quote.channel,
      quote.submittedBy && uuidOf('usr', quote.submittedBy),
      quote.validUntil,
      quote.createdAt,
      quote.updatedAt,
    ],
  )
}

/** The former revision stays as it was, marked as superseded; the new one begins as a draft. */
async function openRevision(
  { sql, tenantId }: UnitOfWork,
  { id, revision }: Quote,
  before?: Quote,
): Promise<void> {
  const quoteId = uuidOf('quo', id)
  if (before)
    await sql(
      `update quote_revision set state = 'SUPERSEDED' where tenant_id = $1 and quote_id = $2 and revision = $3`,
      [tenantId, quoteId, before.revision],
    )
  await sql(
    `insert into quote_revision (tenant_id, quote_id, revision, state) values ($1, $2, $3, 'DRAFT')`,
    [tenantId, quoteId, revision],
  )
}

/** State, price and approval of the current revision; after its lines, because it may freeze them. */
async function saveRevision({ sql, tenantId }: UnitOfWork, quote: Quote): Promise<void> {
  await sql(
    `update quote_revision set state = $4, price_result_id = $5, price_hash = $6, price = $7, approval = $8
     where tenant_id = $1 and quote_id = $2 and revision = $3`,
    [
      tenantId,
      uuidOf('quo', quote.id),
      quote.revision,
      quote.state,
      quote.price && uuidOf('prc', quote.price.resultId),
      quote.price?.priceHash ?? null,
      quote.price && JSON.stringify(quote.price),
      quote.approval && JSON.stringify(quote.approval),
    ],
  )
}

/** Writes the lines that differ; a frozen revision has none, and the database refuses any (QUO-03). */
async function saveLines(
  { sql, tenantId }: UnitOfWork,
  quote: Quote,
  before: readonly QuoteLine[],
): Promise<void> {
  const key = [tenantId, uuidOf('quo', quote.id), quote.revision]
  const kept = new Set(quote.lines.map(({ id }) => id))
  const gone = before.filter(({ id }) => !kept.has(id)).map(({ id }) => uuidOf('qln', id))
  if (gone.length > 0)
    await sql(
      'delete from quote_line where tenant_id = $1 and quote_id = $2 and revision = $3 and id = any($4::uuid[])',
      [...key, gone],
    )

  const changed = quote.lines.filter((line) => !before.includes(line)).map(lineRow)
  if (changed.length === 0) return
  await sql(
    `insert into quote_line (tenant_id, quote_id, revision, id, action, offering_id, offering_version, offering_name,
       specification_id, catalog_version, publication_hash, quantity, site_id, configuration_id, configuration,
       discount, availability)
     select $1, $2, $3, l.id, l.action, l.offering_id, l.offering_version, l.offering_name,
       l.specification_id, l.catalog_version, l.publication_hash, l.quantity, l.site_id, l.configuration_id,
       l.configuration, l.discount, l.availability
     from jsonb_populate_recordset(null::quote_line, $4) l
     on conflict (tenant_id, quote_id, revision, id) do update set quantity = excluded.quantity,
       offering_version = excluded.offering_version, catalog_version = excluded.catalog_version,
       configuration_id = excluded.configuration_id, configuration = excluded.configuration,
       discount = excluded.discount, availability = excluded.availability`,
    [...key, JSON.stringify(changed)],
  )
}

const lineRow = (line: QuoteLine) => ({
  id: uuidOf('qln', line.id),
  action: line.action,
  offering_id: uuidOf('off', line.offeringId),
  offering_version: line.offeringVersion,
  offering_name: line.offeringName,
  specification_id: line.specificationId && uuidOf('spc', line.specificationId),
  catalog_version: line.catalogVersion,
  publication_hash: line.publicationHash,
  quantity: line.quantity,
  site_id: line.siteId && uuidOf('sit', line.siteId),
  configuration_id: line.configuration && uuidOf('cfg', line.configuration.id),
  configuration: line.configuration,
  discount: line.discount,
  availability: line.availability,
})

async function saveAcceptance(
  { sql, tenantId }: UnitOfWork,
  { id }: Quote,
  acceptance: NonNullable<Quote['acceptance']>,
): Promise<void> {
  await sql(
    `insert into quote_acceptance (tenant_id, id, quote_id, revision, accepted_by, accepted_at, price_hash, evidence_hash)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tenantId,
      uuidOf('acc', acceptance.id),
      uuidOf('quo', id),
      acceptance.revision,
      uuidOf('usr', acceptance.by),
      acceptance.at,
      acceptance.priceHash,
      acceptance.evidenceHash,
    ],
  )
}
