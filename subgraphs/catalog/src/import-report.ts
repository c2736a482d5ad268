import type { UnitOfWork } from '@pactwork/kernel/database'
import { uuidOf } from '@pactwork/kernel/ids'
import type { Finding, Severity } from './import/finding.ts'

export type ImportOutcome = 'PUBLISHED' | 'UNCHANGED' | 'BLOCKED'

export type ImportReport = {
  readonly outcome: ImportOutcome
  readonly fileCount: number
  readonly errorCount: number
  readonly warningCount: number
  readonly findings: readonly Finding[]
}

/** What an import found and did. */
export function reportOf(
  fileCount: number,
  findings: readonly Finding[],
  outcome: ImportOutcome,
): ImportReport {
  const count = (severity: Severity): number => findings.filter((one) => one.severity === severity).length

  return { outcome, fileCount, errorCount: count('ERROR'), warningCount: count('WARNING'), findings }
}

/** Keeps the report of an import that was not blocked; a blocked one stands in its answer. */
export async function insertReport(
  { sql, tenantId }: UnitOfWork,
  kept: { id: string; publicationId: string; report: ImportReport; at: Date; by: string },
): Promise<void> {
  const { outcome, fileCount, findings } = kept.report
  await sql(
    `insert into import_report (tenant_id, id, publication_id, outcome, imported_at, imported_by, file_count, findings)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      tenantId,
      uuidOf('rep', kept.id),
      uuidOf('cat', kept.publicationId),
      outcome,
      kept.at,
      kept.by,
      fileCount,
      JSON.stringify(findings),
    ],
  )
}

type Row = { outcome: ImportOutcome; file_count: number; findings: Finding[] }

/** A report by its own id. */
export async function readReport(
  { sql, tenantId }: UnitOfWork,
  id: string,
): Promise<ImportReport | undefined> {
  const [row] = await sql<Row>(
    'select outcome, file_count, findings from import_report where tenant_id = $1 and id = $2',
    [tenantId, uuidOf('rep', id)],
  )

  return row && reportOf(row.file_count, row.findings, row.outcome)
}

/** The report of the import that made a publication; one that a confirmation made has none. */
export async function readReportOf(
  { sql, tenantId }: UnitOfWork,
  publicationId: string,
): Promise<ImportReport | undefined> {
  const [row] = await sql<Row>(
    `select outcome, file_count, findings from import_report
     where tenant_id = $1 and publication_id = $2 and outcome = 'PUBLISHED'`,
    [tenantId, uuidOf('cat', publicationId)],
  )

  return row && reportOf(row.file_count, row.findings, row.outcome)
}
