import { envelope, type Envelope, type EventDefinition } from '@pactwork/contracts/events/define'
import type { Actor } from './actor.ts'
import type { Correlation } from './correlation.ts'
import type { UnitOfWork } from './database.ts'
import { Fault } from './errors.ts'
import { noteOnSpan, traceHeaders } from './runtime/telemetry.ts'
import { topicOf } from './topics.ts'
import { newUuid } from './uuid.ts'

/** What every fact of one unit of work has in common. */
export type JournalEntryMeta = {
  source: string
  actor: Actor
  correlation: Correlation
  now: Date
}

/** What a unit of work did to one aggregate; the audit entry names them. */
export type Subject = { type: string; id: string; version: number; events: string[] }

/** The facts and subjects of a unit of work, written together at its end. */
export type Journal = {
  readonly meta: JournalEntryMeta
  readonly subjects: Subject[]
  readonly events: Envelope[]
}

const journals = new WeakMap<UnitOfWork, Journal>()

/**
 * Opens the journal of a write unit: by command() and by consumers, before anything is saved. What is
 * recorded goes into the outbox just before the commit.
 */
export function openJournal(uow: UnitOfWork, meta: JournalEntryMeta): Journal {
  const journal: Journal = { meta, subjects: [], events: [] }
  journals.set(uow, journal)
  uow.beforeCommit(() => writeOutbox(uow, journal))

  return journal
}

export function journalOf(uow: UnitOfWork): Journal {
  const journal = journals.get(uow)
  if (!journal) throw new Fault('Facts can only be recorded inside a command or a consumer.')

  return journal
}

const sizeLimit = 64 * 1024

/** Records facts of one aggregate; `version` is the aggregate's before them (M15: one version an event). */
export function record(
  uow: UnitOfWork,
  aggregate: { type: string; id: string; version: number; processBusinessKey?: string | null },
  facts: readonly { definition: EventDefinition; payload: Record<string, unknown> }[],
): void {
  const { meta, events, subjects } = journalOf(uow)
  facts.forEach(({ definition, payload }, index) => {
    const parsed = definition.payload.safeParse(payload)
    if (!parsed.success)
      throw new Fault(
        `${definition.type} does not match its contract: ${JSON.stringify(parsed.error.issues)}`,
      )
    const fact: Envelope = {
      eventId: newUuid(),
      type: definition.type,
      schemaVersion: definition.version,
      source: meta.source,
      tenantId: meta.actor.tenantId,
      aggregateType: aggregate.type,
      aggregateId: aggregate.id,
      aggregateVersion: aggregate.version + index + 1,
      occurredAt: meta.now.toISOString(),
      correlationId: meta.correlation.correlationId,
      causationId: meta.correlation.causationId,
      actor: {
        kind: meta.actor.kind,
        id: meta.actor.id,
        ...(meta.actor.onBehalfOf && { onBehalfOf: meta.actor.onBehalfOf }),
      },
      processBusinessKey: aggregate.processBusinessKey ?? null,
      payload: parsed.data,
    }
    if (JSON.stringify(fact).length > sizeLimit)
      throw new Fault(
        `${definition.type} of ${aggregate.id} is larger than 64 KB; events refer, they do not carry (M17).`,
      )
    events.push(fact)
  })
  subjects.push({
    type: aggregate.type,
    id: aggregate.id,
    version: aggregate.version + facts.length,
    events: facts.map(({ definition }) => definition.type),
  })
}

/** One statement for all facts of the unit. */
async function writeOutbox(uow: UnitOfWork, { events }: Journal): Promise<void> {
  if (events.length === 0) return

  noteOnSpan({
    'pactwork.event_ids': events.map(({ eventId }) => eventId),
    'pactwork.aggregate_ids': [...new Set(events.map(({ aggregateId }) => aggregateId))],
  })
  await uow.sql(
    `insert into outbox_event
       (tenant_id, id, aggregatetype, aggregateid, aggregate_version, type, topic, payload, trace, occurred_at)
     select $1, e.id, e.aggregatetype, e.aggregateid, e.aggregate_version, e.type, e.topic, e.payload, $3, e.occurred_at
     from jsonb_to_recordset($2)
       as e (id uuid, aggregatetype text, aggregateid text, aggregate_version int, type text, topic text,
             payload jsonb, occurred_at timestamptz, position int)
     order by e.position`,
    [
      uow.tenantId,
      JSON.stringify(
        events.map((fact, position) => ({
          position,
          id: fact.eventId,
          aggregatetype: fact.aggregateType,
          aggregateid: fact.aggregateId,
          aggregate_version: fact.aggregateVersion,
          type: fact.type,
          topic: topicOf(fact.type),
          payload: fact,
          occurred_at: fact.occurredAt,
        })),
      ),
      traceHeaders(),
    ],
  )
}

/** Parses an envelope from the wire. */
export const parseEnvelope = (value: unknown): Envelope => envelope.parse(value)
