import { isPermitted } from '@pactwork/kernel/actor'
import { mayActFor } from '@pactwork/kernel/customer-authority'
import type { Batch, Reading } from '@pactwork/kernel/graph-context'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { allowedCommands } from './quote-state.ts'
import { readQuotes } from './quote.store.ts'
import type { Quote, QuoteLine } from './quote.ts'

export const mayReadQuotes = { permission: 'quote:read', machines: ['port', 'worker'] } as const

const reference = <Type extends string>(type: Type, id: string | null) =>
  id ? { __typename: type, id } : null

/** A quote as the graph shows it. */
export const viewOf = (quote: Quote) => ({
  ...quote,
  allowedCommands: allowedCommands(quote.state),
  customer: reference('Customer', quote.customerId),
  owner: reference('User', quote.ownerId),
  customerSnapshot: {
    ...quote.customerSnapshot,
    customerVersion: quote.customerSnapshot.version,
    takenAt: quote.customerSnapshot.asOf,
  },
  lines: quote.lines.map(lineView),
  price: quote.price && { ...quote.price, result: reference('PriceResult', quote.price.resultId) },
  approval: quote.approval && { ...quote.approval, request: reference('ApprovalRequest', quote.approval.id) },
  acceptance: acceptanceView(quote),
})

const lineView = ({ configuration, discount, availability, ...line }: QuoteLine) => ({
  ...line,
  offering: reference('ProductOffering', line.offeringId),
  site: reference('Site', line.siteId),
  configuration: reference('Configuration', configuration?.id ?? null),
  configurationStatus: configuration?.status ?? 'NOT_CONFIGURED',
  configurationHash: configuration?.hash ?? null,
  discount: discount && {
    ...discount,
    by: reference('User', discount.by),
    needsApproval: discount.basisPoints > discount.authorityBasisPoints,
  },
  availability: availability ?? { state: 'NOT_CHECKED', evidenceId: null, asOf: null },
})

const acceptanceView = ({ id: quoteId, acceptance }: Quote) =>
  acceptance && {
    ...acceptance,
    quoteId,
    acceptedBy: reference('User', acceptance.by),
    acceptedAt: acceptance.at,
  }

export type QuoteView = ReturnType<typeof viewOf>
export type LineView = QuoteView['lines'][number]
export type AcceptanceView = NonNullable<QuoteView['acceptance']>

/** Quotes by id; those of customers the actor may not act for are as if they were not there (M5). */
export const quotesById: Batch<QuoteView> = async (ids, { read, authority, actor }) => {
  if (!isPermitted(actor, mayReadQuotes)) return ids.map(() => undefined)
  const allowed = await authority()
  const found = await read((uow) => readQuotes(uow, ids))
  const visible = new Map(
    found
      .filter(({ customerId }) => mayActFor(allowed, customerId))
      .map((quote) => [quote.id, viewOf(quote)]),
  )

  return ids.map((id) => visible.get(id))
}

/** Lines by id, as they are in the current revision of their quote. */
export const linesById: Batch<LineView> = async (ids, reading) => {
  const quoteOfLine = await ownersOf(reading, 'quote_line', 'qln', ids)
  const quotes = await Promise.all(ids.map((id) => loadOwner(reading, quoteOfLine.get(id))))

  return ids.map((id, index) => quotes[index]?.lines.find((line) => line.id === id))
}

/** Acceptances by id. */
export const acceptancesById: Batch<AcceptanceView> = async (ids, reading) => {
  const quoteOfAcceptance = await ownersOf(reading, 'quote_acceptance', 'acc', ids)
  const quotes = await Promise.all(ids.map((id) => loadOwner(reading, quoteOfAcceptance.get(id))))

  return quotes.map((quote) => quote?.acceptance ?? undefined)
}

const loadOwner = (reading: Reading, quoteId: string | undefined) =>
  quoteId ? reading.load(quotesById, quoteId) : Promise.resolve(null)

async function ownersOf(
  { read }: Reading,
  table: 'quote_line' | 'quote_acceptance',
  kind: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await read(({ sql, tenantId }) =>
    sql<{ id: string; quote_id: string }>(
      `select distinct id, quote_id from ${table} where tenant_id = $1 and id = any($2::uuid[])`,
      [tenantId, ids.map((id) => uuidOf(kind, id))],
    ),
  )

  return new Map(rows.map((row) => [idOf(kind, row.id), idOf('quo', row.quote_id)]))
}
