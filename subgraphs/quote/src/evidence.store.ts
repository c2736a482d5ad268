import type { UnitOfWork } from '@pactwork/kernel/database'
import { hashOf } from '@pactwork/kernel/hash'
import { uuidOf } from '@pactwork/kernel/ids'
import type { AcceptanceEvidence, SubmissionEvidence } from './quote.evidence.ts'
import type { Quote } from './quote.ts'

const schemaVersion = 1

/** Keeps what others said when a revision was submitted or accepted, with its hash (M1, M6). */
export async function keepEvidence(
  { sql, tenantId }: UnitOfWork,
  { id, revision }: Quote,
  purpose: 'SUBMISSION' | 'ACCEPTANCE',
  evidence: SubmissionEvidence | AcceptanceEvidence,
  at: Date,
): Promise<void> {
  const body = { schemaVersion, ...evidence }
  await sql(
    `insert into quote_evidence (tenant_id, quote_id, revision, purpose, schema_version, hash, body, gathered_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [tenantId, uuidOf('quo', id), revision, purpose, schemaVersion, hashOf(body), JSON.stringify(body), at],
  )
}
