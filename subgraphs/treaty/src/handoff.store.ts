import { isRejected, type Decision } from '@pactwork/kernel/decision'
import { refuse, RejectedSignal } from '@pactwork/kernel/errors'
import { uuidOf } from '@pactwork/kernel/ids'
import { journalOf } from '@pactwork/kernel/journal'
import type { UnitOfWork } from '@pactwork/kernel/database'

import { evolve, stateAfter } from './handoff.evolve.ts'
import type { Handoff, HandoffEvent } from './handoff.ts'
import { columns, fromRow, toRow, type HandoffRow } from './handoff.row.ts'

type At = {
  readonly system: string
  readonly purpose: string
  readonly orderId: string
  readonly lineId: string
}

const select = `select ${columns.join(', ')} from external_handoff`

/** Reads a handoff without a lock. */
export async function findHandoff(uow: UnitOfWork, id: string): Promise<Handoff | undefined> {
  const rows = await uow.sql<HandoffRow>(`${select} where tenant_id = $1 and handoff_id = $2`, [
    uow.tenantId,
    uuidOf('hof', id),
  ])

  return rows.map(fromRow)[0]
}

/** Reads it with its row locked. Refuses when it has moved on from the version that the caller saw. */
export async function loadHandoff(uow: UnitOfWork, id: string, version?: number): Promise<Handoff> {
  const [row] = await uow.sql<HandoffRow>(
    `${select} where tenant_id = $1 and handoff_id = $2 for no key update`,
    [uow.tenantId, uuidOf('hof', id)],
  )
  if (!row) return refuse('NOT_FOUND', { what: 'Handoff' })

  const handoff = fromRow(row)
  if (version !== undefined && handoff.version !== version)
    refuse('HANDOFF_MOVED_ON', { expected: version, actual: handoff.version })

  return handoff
}

/** The latest business attempt for one line at one system, locked. */
export async function latestHandoff(uow: UnitOfWork, at: At): Promise<Handoff | undefined> {
  const rows = await uow.sql<HandoffRow>(
    `${select} where tenant_id = $1 and target_system = $2 and purpose = $3 and order_id = $4 and line_id = $5
     order by business_attempt desc limit 1 for no key update`,
    [uow.tenantId, at.system, at.purpose, uuidOf('ord', at.orderId), uuidOf('oln', at.lineId)],
  )

  return rows.map(fromRow)[0]
}

/** The handoff of a key, locked. */
export async function handoffOfKey(
  uow: UnitOfWork,
  system: string,
  key: string,
): Promise<Handoff | undefined> {
  const rows = await uow.sql<HandoffRow>(
    `${select} where tenant_id = $1 and target_system = $2 and idempotency_key = $3 for no key update`,
    [uow.tenantId, system, key],
  )

  return rows.map(fromRow)[0]
}

/** Keeps a new handoff. */
export async function insertHandoff(uow: UnitOfWork, handoff: Handoff): Promise<void> {
  const row = toRow(handoff)
  await uow.sql(
    `insert into external_handoff (tenant_id, ${columns.join(', ')})
     values ($1, ${columns.map((_, index) => `$${index + 2}`).join(', ')})`,
    [uow.tenantId, ...columns.map((column) => row[column])],
  )
  note(uow, handoff, ['HandoffCreated'])
  await logTransitions(uow, handoff.id, [
    {
      version: handoff.version,
      event: 'HandoffCreated',
      from: 'CREATED',
      to: 'CREATED',
      code: null,
      at: handoff.createdAt,
    },
  ])
}

/** Applies a decision: new state, transition log, audit subject. A refusal unwinds the command. */
export async function saveHandoff(
  uow: UnitOfWork,
  before: Handoff,
  decision: Decision<HandoffEvent>,
): Promise<Handoff> {
  if (isRejected(decision)) throw new RejectedSignal(decision)
  if (decision.events.length === 0) return before

  const log: Transition[] = []
  let handoff = before
  for (const event of decision.events) {
    const from = handoff.state
    handoff = evolve(handoff, event)
    log.push({
      version: handoff.version,
      event: event.type,
      from,
      to: stateAfter[event.type] ?? from,
      code: 'code' in event ? event.code : null,
      at: event.at,
    })
  }

  await updateHandoff(uow, handoff)
  await logTransitions(uow, handoff.id, log)
  note(
    uow,
    handoff,
    log.map(({ event }) => event),
  )

  return handoff
}

async function updateHandoff(uow: UnitOfWork, handoff: Handoff): Promise<void> {
  const row = toRow(handoff)
  const assignments = columns.map((column, index) => `${column} = $${index + 3}`)
  await uow.sql(
    `update external_handoff set ${assignments.join(', ')} where tenant_id = $1 and handoff_id = $2`,
    [uow.tenantId, row.handoff_id, ...columns.map((column) => row[column])],
  )
}

type Transition = { version: number; event: string; from: string; to: string; code: string | null; at: Date }

async function logTransitions(uow: UnitOfWork, handoffId: string, log: readonly Transition[]): Promise<void> {
  await uow.sql(
    `insert into external_handoff_transition (tenant_id, handoff_id, version, event, from_status, to_status, code, at)
     select $1, $2, t.version, t.event, t."from", t."to", t.code, t.at
     from jsonb_to_recordset($3) as t (version bigint, event text, "from" text, "to" text, code text, at timestamptz)`,
    [uow.tenantId, uuidOf('hof', handoffId), JSON.stringify(log)],
  )
}

const note = (uow: UnitOfWork, { id, version }: Handoff, events: string[]): void => {
  journalOf(uow).subjects.push({ type: 'Handoff', id, version, events })
}
