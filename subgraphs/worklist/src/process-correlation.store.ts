import { processEvents, type ProcessEvent } from '@pactwork/contracts/events/worklist'
import { aggregate } from '@pactwork/kernel/aggregate'
import type { UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { IncidentClass } from './incident.rules.ts'
import { evolve, type ProcessCorrelation, type ProcessState, type Scalar } from './process-correlation.ts'

type Row = {
  id: string
  version: number
  process_key: string
  domain_type: string
  domain_id: string
  business_key: string
  cause_id: string
  variables: Record<string, Scalar>
  status: ProcessState
  process_instance_id: string | null
  incident_class: IncidentClass | null
  incident_key: string | null
  incident_step: string | null
  incident_retried: number | null
  incident_since: Date | null
  requested_at: Date
  changed_at: Date
}

const active = `status in ('STARTING', 'STARTED', 'RUNNING', 'SUSPENDED', 'UNKNOWN')`

const incidentOf = (row: Row): ProcessCorrelation['incident'] =>
  row.incident_class && row.incident_since
    ? {
        class: row.incident_class,
        key: row.incident_key ?? '',
        step: row.incident_step ?? '',
        retried: row.incident_retried ?? 0,
        since: row.incident_since,
      }
    : null

const stateOf = (row: Row): ProcessCorrelation => ({
  id: idOf('cor', row.id),
  version: row.version,
  processKey: row.process_key,
  domainType: row.domain_type,
  domainId: row.domain_id,
  businessKey: row.business_key,
  causeId: row.cause_id,
  variables: row.variables,
  state: row.status,
  processInstanceId: row.process_instance_id,
  incident: incidentOf(row),
  requestedAt: row.requested_at,
  changedAt: row.changed_at,
})

/** The correlation as one aggregate. */
export const processes = aggregate<ProcessCorrelation, ProcessEvent>({
  kind: 'cor',
  type: 'ProcessCorrelation',
  events: processEvents,
  evolve,
  processBusinessKey: ({ businessKey }) => businessKey,

  async load(uow, id) {
    const rows = await uow.sql<Row>(`select * from process_correlation where id = $1 for no key update`, [
      uuidOf('cor', id),
    ])

    return rows[0] && stateOf(rows[0])
  },

  async save(uow, process) {
    const { incident } = process
    await uow.sql(
      `insert into process_correlation (tenant_id, id, version, process_key, domain_type, domain_id, business_key,
         cause_id, variables, status, process_instance_id, incident_class, incident_key, incident_step,
         incident_retried, incident_since, requested_at, changed_at)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
       on conflict (tenant_id, id) do update set version = excluded.version, status = excluded.status,
         process_instance_id = excluded.process_instance_id, incident_class = excluded.incident_class,
         incident_key = excluded.incident_key, incident_step = excluded.incident_step,
         incident_retried = excluded.incident_retried, incident_since = excluded.incident_since,
         changed_at = excluded.changed_at`,
      [
        uow.tenantId,
        uuidOf('cor', process.id),
        process.version,
        process.processKey,
        process.domainType,
        process.domainId,
        process.businessKey,
        process.causeId,
        process.variables,
        process.state,
        process.processInstanceId,
        incident?.class ?? null,
        incident?.key ?? null,
        incident?.step ?? null,
        incident?.retried ?? null,
        incident?.since ?? null,
        process.requestedAt,
        process.changedAt,
      ],
    )
  },
})

/** The active process of a domain object, locked by nobody: for decisions load it by its id. */
export async function activeProcess(
  uow: UnitOfWork,
  { processKey, domainId }: { processKey: string; domainId: string },
): Promise<ProcessCorrelation | undefined> {
  const rows = await uow.sql<Row>(
    `select * from process_correlation where process_key = $1 and domain_id = $2 and ${active}`,
    [processKey, domainId],
  )

  return rows[0] && stateOf(rows[0])
}

/** The process one fact asked for, whatever became of it. */
export async function processCausedBy(
  uow: UnitOfWork,
  { processKey, causeId }: { processKey: string; causeId: string },
): Promise<ProcessCorrelation | undefined> {
  const rows = await uow.sql<Row>(
    `select * from process_correlation where process_key = $1 and cause_id = $2`,
    [processKey, causeId],
  )

  return rows[0] && stateOf(rows[0])
}

/** One process as it stands, for reading. */
export async function processById(uow: UnitOfWork, id: string): Promise<ProcessCorrelation | undefined> {
  const rows = await uow.sql<Row>(`select * from process_correlation where id = $1`, [uuidOf('cor', id)])

  return rows[0] && stateOf(rows[0])
}

/** All processes of a domain object, newest first. */
export async function processesOf(uow: UnitOfWork, domainId: string): Promise<ProcessCorrelation[]> {
  const rows = await uow.sql<Row>(
    `select * from process_correlation where domain_id = $1 order by id desc limit 100`,
    [domainId],
  )

  return rows.map(stateOf)
}

/** Processes by id, in any order. */
export async function processesByIds(uow: UnitOfWork, ids: readonly string[]): Promise<ProcessCorrelation[]> {
  const rows = await uow.sql<Row>(`select * from process_correlation where id = any($1::uuid[])`, [
    ids.map((id) => uuidOf('cor', id)),
  ])

  return rows.map(stateOf)
}

/** Active processes with an incident, oldest first. */
export async function stuckProcesses(
  uow: UnitOfWork,
  { limit, after }: { limit: number; after: string | undefined },
): Promise<ProcessCorrelation[]> {
  const rows = await uow.sql<Row>(
    `select * from process_correlation
     where incident_key is not null and ${active} and ($1::uuid is null or id > $1) order by id limit $2`,
    [after === undefined ? null : uuidOf('cor', after), limit],
  )

  return rows.map(stateOf)
}
