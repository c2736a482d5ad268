import type { UnitOfWork } from '@pactwork/kernel/database'
import type { Rejected } from '@pactwork/kernel/decision'
import { hashOf } from '@pactwork/kernel/hash'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'
import type { Order } from '../order.ts'
import type { CaptureEvidence } from './capture.rules.ts'

const schemaVersion = 1

/** The order that an acceptance or a quote became before, if any (CNF-03). */
export async function orderOfQuote(
  uow: UnitOfWork,
  { quoteId, acceptanceId }: { quoteId: string; acceptanceId: string | null },
): Promise<{ id: string; orderNumber: string } | undefined> {
  const [found] = await uow.sql<{ id: string; number: string }>(
    `select order_id as id, order_number as number from customer_order
     where tenant_id = $1 and (source_quote_id = $2 or acceptance_id = $3) limit 1`,
    [uow.tenantId, uuidOf('quo', quoteId), acceptanceId === null ? null : uuidOf('acc', acceptanceId)],
  )

  return found && { id: idOf('ord', found.id), orderNumber: found.number }
}

/** `O-2026-000778`: unique in the tenant; numbers of captures that failed are missing. */
export async function nextOrderNumber(uow: UnitOfWork, year: number): Promise<string> {
  const [next] = await uow.sql<{ last: number }>(
    `insert into order_number_counter (tenant_id, year, last) values ($1, $2, 1)
     on conflict (tenant_id, year) do update set last = order_number_counter.last + 1 returning last`,
    [uow.tenantId, year],
  )

  return `O-${year}-${String(next?.last).padStart(6, '0')}`
}

/** Freezes what was accepted, line by line, with the rules for carrying it out (CAP-09, CAT-08). */
export async function saveSnapshots(uow: UnitOfWork, order: Order, evidence: CaptureEvidence): Promise<void> {
  const { quote, price, configurations, offerings } = evidence
  const rows = order.lines.map((line) => {
    const quoted = quote.lines.find((one) => one.lineId === line.quoteLineId)
    const { decomposition = [], ...offering } =
      offerings.find((one) => one.offeringId === line.offeringId) ?? {}

    return {
      id: uuidOf('oln', line.lineId),
      offering: { ...offering, acceptedVersion: line.offeringVersion, acceptedName: quoted?.offeringName },
      configuration: configurations.find((one) => one.id === line.configurationId),
      price: {
        priceResultId: quote.priceResultId,
        priceHash: quote.priceHash,
        ...price?.lines.find((one) => one.lineId === line.quoteLineId),
      },
      rules: decomposition,
      site: quoted?.siteId == null ? null : uuidOf('sit', quoted.siteId),
    }
  })

  await uow.sql(
    `insert into order_line_snapshot (tenant_id, order_line_id, schema_version, offering_snapshot,
       configuration_snapshot, price_snapshot, decomposition_rules, site_id, created_at)
     select $1, s.id, $2, s.offering, s.configuration, s.price, s.rules, s.site, $4
     from jsonb_to_recordset($3)
       as s (id uuid, offering jsonb, configuration jsonb, price jsonb, rules jsonb, site uuid)`,
    [uow.tenantId, schemaVersion, JSON.stringify(rows), order.createdAt],
  )
}

export type CaptureAttempt = {
  readonly evidence: CaptureEvidence
  readonly orderId: string | undefined
  readonly rejected: Rejected | undefined
  readonly at: Date
  readonly by: string
  readonly correlationId: string
}

/** Keeps every attempt, refused ones too: codes and a hash of what was looked at, never the payload (AUD-09). */
export async function logAttempt(uow: UnitOfWork, attempt: CaptureAttempt): Promise<void> {
  const { evidence, orderId, rejected, at, by, correlationId } = attempt
  const { quote } = evidence
  await uow.sql(
    `insert into order_capture_attempt (tenant_id, capture_attempt_id, customer_id, quote_id, acceptance_id, order_id, result, code,
       violations, evidence_hash, correlation_id, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      uow.tenantId,
      newUuid(),
      uuidOf('cus', quote.customerId),
      uuidOf('quo', quote.quoteId),
      quote.acceptanceId === null ? null : uuidOf('acc', quote.acceptanceId),
      orderId === undefined ? null : uuidOf('ord', orderId),
      rejected === undefined ? 'CAPTURED' : 'REJECTED',
      rejected?.code ?? null,
      JSON.stringify(rejected?.violations ?? []),
      hashOf(evidence),
      correlationId,
      at,
      by,
    ],
  )
}
