import { availabilityEvents, type AvailabilityEvent } from '@pactwork/contracts/events/inventory'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import { newUuid } from '@pactwork/kernel/uuid'

import type {
  AvailabilityEvidence,
  AvailabilityLine,
  AvailabilitySubject,
  CheckedStatus,
} from './availability.ts'

export type StoredEvidence = AvailabilityEvidence & { readonly customerId: string }

const subjectKinds = { QUOTE: 'quo', ORDER: 'ord' } as const

/** Evidence is written once and never changed. */
export const evidences = (customerId: string) =>
  aggregate<AvailabilityEvidence, AvailabilityEvent>({
    kind: 'ave',
    type: 'AvailabilityEvidence',
    events: availabilityEvents,
    evolve: (_, event, { id, version }) => ({
      id,
      version,
      sourceSystem: event.sourceSystem,
      sourceReference: event.sourceReference,
      subjectType: event.subjectType as AvailabilitySubject['subjectType'],
      subjectId: event.subjectId,
      subjectRevision: event.subjectRevision,
      status: event.status as CheckedStatus,
      explanationCode: event.explanationCode,
      checkedAt: new Date(event.checkedAt),
      expiresAt: event.expiresAt === null ? null : new Date(event.expiresAt),
      evidenceHash: event.evidenceHash,
      lines: event.lines as AvailabilityLine[],
    }),
    load: async (uow, id) => (await readEvidence(uow, [id]))[0],
    save: (uow, evidence) => insert(uow, evidence, customerId),
  })

async function insert(uow: UnitOfWork, evidence: AvailabilityEvidence, customerId: string): Promise<void> {
  const id = uuidOf('ave', evidence.id)
  await uow.sql(
    `insert into availability_evidence (tenant_id, evidence_id, source_system, source_reference, subject_type, subject_id,
       subject_revision, status, checked_at, expires_at, explanation_code, diagnostic_json, created_at, customer_id,
       evidence_hash, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '{}', $9, $12, $13, $14)`,
    [
      uow.tenantId,
      id,
      evidence.sourceSystem,
      evidence.sourceReference,
      evidence.subjectType,
      uuidOf(subjectKinds[evidence.subjectType], evidence.subjectId),
      evidence.subjectRevision,
      evidence.status,
      evidence.checkedAt,
      evidence.expiresAt,
      evidence.explanationCode,
      customerId,
      evidence.evidenceHash,
      evidence.version,
    ],
  )
  await uow.sql(
    `insert into availability_evidence_line (tenant_id, evidence_line_id, evidence_id, line_ref, product_offering_id,
       requested_quantity, available_quantity, status, explanation_code, diagnostic_json)
     select $1, l.id, $2, l."lineRef", l."offeringId", l."requestedQuantity", l."availableQuantity", l.status,
       l."explanationCode", '{}'
     from jsonb_to_recordset($3) as l (id uuid, "lineRef" text, "offeringId" text, "requestedQuantity" numeric,
       "availableQuantity" numeric, status text, "explanationCode" text)`,
    [uow.tenantId, id, JSON.stringify(evidence.lines.map((line) => ({ ...line, id: newUuid() })))],
  )
}

type Row = {
  evidence_id: string
  version: number
  source_system: string
  source_reference: string | null
  subject_type: AvailabilitySubject['subjectType']
  subject_id: string
  subject_revision: number | null
  status: CheckedStatus
  checked_at: Date
  expires_at: Date | null
  explanation_code: string | null
  customer_id: string
  evidence_hash: string
  lines: AvailabilityLine[]
}

/** Evidence by its ids, with its lines in their order. */
export async function readEvidence(uow: UnitOfWork, ids: readonly string[]): Promise<StoredEvidence[]> {
  const rows = await uow.sql<Row>(
    `select e.*, (
       select json_agg(json_build_object('lineRef', l.line_ref, 'offeringId', l.product_offering_id,
         'requestedQuantity', trim_scale(l.requested_quantity)::text,
         'availableQuantity', trim_scale(l.available_quantity)::text, 'status', l.status,
         'explanationCode', l.explanation_code) order by l.line_ref)
       from availability_evidence_line l where l.tenant_id = e.tenant_id and l.evidence_id = e.evidence_id) as lines
     from availability_evidence e where e.tenant_id = $1 and e.evidence_id = any($2)`,
    [uow.tenantId, ids.map((id) => uuidOf('ave', id))],
  )

  return rows.map((row) => ({
    id: idOf('ave', row.evidence_id),
    version: row.version,
    sourceSystem: row.source_system,
    sourceReference: row.source_reference,
    subjectType: row.subject_type,
    subjectId: idOf(subjectKinds[row.subject_type], row.subject_id),
    subjectRevision: row.subject_revision,
    status: row.status,
    explanationCode: row.explanation_code,
    checkedAt: row.checked_at,
    expiresAt: row.expires_at,
    evidenceHash: row.evidence_hash,
    customerId: row.customer_id,
    lines: row.lines,
  }))
}
