import { approvalEvents, type ApprovalEvent } from '@pactwork/contracts/events/approval'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { evolve, type ApprovalRequest } from './approval-request.ts'

type Row = Omit<ApprovalRequest, 'decidedBy'> & { decidedBy: string | null }

const columns = `id, version, quote_id as "quoteId", revision, price_hash as "priceHash", level,
  candidate_group as "candidateGroup", state, discount_basis_points as "discountBasisPoints",
  contract_value_minor as "contractValueMinor", currency, reasons, requirement, requested_by as "requestedBy",
  requested_at as "requestedAt", due_at as "dueAt", decided_by as "decidedBy", decided_at as "decidedAt",
  decision_reason as "decisionReason", authority, invalidated_because as "invalidatedBecause"`

export const approvals = aggregate<ApprovalRequest, ApprovalEvent>({
  kind: 'apr',
  type: 'ApprovalRequest',
  events: approvalEvents,
  evolve,
  async load(uow, id) {
    const [row] = await uow.sql<Row>(
      `select ${columns} from approval_request where tenant_id = $1 and id = $2 for no key update`,
      [uow.tenantId, uuidOf('apr', id)],
    )
    return row && requestOf(row)
  },
  save,
})

/** Requests by id, for reading. */
export const readApprovals = async (uow: UnitOfWork, ids: readonly string[]): Promise<ApprovalRequest[]> => {
  const rows = await uow.sql<Row>(
    `select ${columns} from approval_request where tenant_id = $1 and id = any($2::uuid[])`,
    [uow.tenantId, ids.map((id) => uuidOf('apr', id))],
  )

  return rows.map(requestOf)
}

/** All requests about some quotes, newest revision first. */
export const readApprovalsOf = async (
  uow: UnitOfWork,
  quoteIds: readonly string[],
  revision: number | null = null,
): Promise<ApprovalRequest[]> => {
  const rows = await uow.sql<Row>(
    `select ${columns} from approval_request
     where tenant_id = $1 and quote_id = any($2::uuid[]) and ($3::int is null or revision = $3)
     order by revision desc`,
    [uow.tenantId, quoteIds.map((id) => uuidOf('quo', id)), revision],
  )

  return rows.map(requestOf)
}

/**
 * Meets at the quote's standing: raises the highest void revision and answers it. Whoever records a requirement
 * and whoever learns that a revision is void hold the same row, so that neither misses the other.
 */
export async function retireUpTo(
  { sql, tenantId }: UnitOfWork,
  quoteId: string,
  revision: number,
): Promise<number> {
  const [row] = await sql<{ retired: number }>(
    `insert into quote_standing (tenant_id, quote_id, retired_revision) values ($1, $2, $3)
     on conflict (tenant_id, quote_id)
       do update set retired_revision = greatest(quote_standing.retired_revision, excluded.retired_revision)
     returning retired_revision as retired`,
    [tenantId, uuidOf('quo', quoteId), revision],
  )

  return row?.retired ?? revision
}

async function save({ sql, tenantId }: UnitOfWork, request: ApprovalRequest): Promise<void> {
  await sql(
    `insert into approval_request (tenant_id, id, version, quote_id, revision, price_hash, level, candidate_group, state,
       discount_basis_points, contract_value_minor, currency, reasons, requirement, requested_by, requested_at, due_at,
       decided_by, decided_at, decision_reason, authority, invalidated_because)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
     on conflict (tenant_id, id) do update set version = excluded.version, state = excluded.state,
       decided_by = excluded.decided_by, decided_at = excluded.decided_at, decision_reason = excluded.decision_reason,
       authority = excluded.authority, invalidated_because = excluded.invalidated_because`,
    [
      tenantId,
      uuidOf('apr', request.id),
      request.version,
      uuidOf('quo', request.quoteId),
      request.revision,
      request.priceHash,
      request.level,
      request.candidateGroup,
      request.state,
      request.discountBasisPoints,
      request.contractValueMinor,
      request.currency,
      JSON.stringify(request.reasons),
      JSON.stringify(request.requirement),
      uuidOf('usr', request.requestedBy),
      request.requestedAt,
      request.dueAt,
      request.decidedBy && request.decidedBy !== 'policy' ? uuidOf('usr', request.decidedBy) : null,
      request.decidedAt,
      request.decisionReason,
      request.authority && JSON.stringify(request.authority),
      request.invalidatedBecause,
    ],
  )
}

const requestOf = (row: Row): ApprovalRequest => ({
  ...row,
  id: idOf('apr', row.id),
  quoteId: idOf('quo', row.quoteId),
  requestedBy: idOf('usr', row.requestedBy),
  decidedBy: row.decidedBy ? idOf('usr', row.decidedBy) : row.authority && 'policy',
})
