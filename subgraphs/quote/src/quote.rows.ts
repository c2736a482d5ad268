import { idOf } from '@pactwork/kernel/ids'
import type { Quote, QuoteLine } from './quote.ts'

/** A quote of its tables in one statement. Lines come in the order they were added: their ids grow with time. */
export const quoteColumns = `q.id, q.version, q.number, q.state, q.revision, q.customer_id as "customerId",
  q.customer_snapshot as "customerSnapshot", q.owner_id as "ownerId", q.currency, q.term_months as "termMonths",
  q.channel, q.submitted_by as "submittedBy", q.valid_until::text as "validUntil", q.created_at as "createdAt",
  q.updated_at as "updatedAt", r.price, r.approval,
  (select coalesce(json_agg(json_build_object(
      'id', l.id, 'action', l.action, 'offeringId', l.offering_id, 'offeringVersion', l.offering_version,
      'offeringName', l.offering_name, 'specificationId', l.specification_id, 'catalogVersion', l.catalog_version,
      'publicationHash', l.publication_hash, 'quantity', l.quantity, 'siteId', l.site_id,
      'configuration', l.configuration, 'discount', l.discount, 'availability', l.availability
    ) order by l.id), '[]')
   from quote_line l
   where l.tenant_id = q.tenant_id and l.quote_id = q.id and l.revision = q.revision) as lines,
  a.id as "acceptanceId", a.revision as "acceptedRevision", a.accepted_by as "acceptedBy",
  a.accepted_at as "acceptedAt", a.price_hash as "acceptedPriceHash", a.evidence_hash as "evidenceHash"`

export const quoteTables = `quote q
  join quote_revision r on r.tenant_id = q.tenant_id and r.quote_id = q.id and r.revision = q.revision
  left join quote_acceptance a on a.tenant_id = q.tenant_id and a.quote_id = q.id`

export type QuoteRow = Omit<Quote, 'acceptance'> & {
  acceptanceId: string | null
  acceptedRevision: number
  acceptedBy: string
  acceptedAt: Date
  acceptedPriceHash: string
  evidenceHash: string
}

/** Rows carry UUIDs where references are columns; snapshots inside JSON carry ids as they came. */
export function quoteOf(row: QuoteRow): Quote {
  const { acceptanceId, acceptedRevision, acceptedBy, acceptedAt, acceptedPriceHash, evidenceHash, ...head } =
    row

  return {
    ...head,
    id: idOf('quo', head.id),
    customerId: idOf('cus', head.customerId),
    ownerId: idOf('usr', head.ownerId),
    submittedBy: head.submittedBy && idOf('usr', head.submittedBy),
    lines: head.lines.map(lineOf),
    acceptance: acceptanceId
      ? {
          id: idOf('acc', acceptanceId),
          revision: acceptedRevision,
          by: idOf('usr', acceptedBy),
          at: acceptedAt,
          priceHash: acceptedPriceHash,
          evidenceHash,
        }
      : null,
  }
}

const lineOf = (line: QuoteLine): QuoteLine => ({
  ...line,
  id: idOf('qln', line.id),
  offeringId: idOf('off', line.offeringId),
  specificationId: line.specificationId && idOf('spc', line.specificationId),
  siteId: line.siteId && idOf('sit', line.siteId),
})
