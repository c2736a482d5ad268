import pg from 'pg'
import type { KafkaRecord } from './kafka.ts'

/** A fact as it stands in the journal, ready to be sent. */
export type JournalRow = {
  readonly id: string
  /** Its place in the journal. */
  readonly place: string
  readonly type: string
  readonly topic: string
  readonly aggregateId: string
  readonly envelope: string
  readonly trace: Record<string, string>
}

const columns = `id, o.seq::text as place, type, topic, aggregateid as "aggregateId", payload::text as envelope, trace`
const outbox = (context: string): string => `${pg.escapeIdentifier(context)}.outbox_event`

/** Facts that no broker has acknowledged yet, in the order of the journal. */
export async function unpublished(client: pg.Client, context: string, limit: number): Promise<JournalRow[]> {
  const { rows } = await client.query<JournalRow>(
    `select ${columns} from ${outbox(context)} o where published_at is null order by o.seq limit $1`,
    [limit],
  )

  return rows
}

/** Every fact behind a place in the journal, published or not. */
export async function journalFrom(
  client: pg.Client,
  context: string,
  place: string,
  limit: number,
): Promise<JournalRow[]> {
  const { rows } = await client.query<JournalRow>(
    `select ${columns} from ${outbox(context)} o where o.seq > $1 order by o.seq limit $2`,
    [place, limit],
  )

  return rows
}

export async function markPublished(
  client: pg.Client,
  context: string,
  rows: readonly JournalRow[],
  at: Date,
): Promise<void> {
  await client.query(
    `update ${outbox(context)} set published_at = $2 where id = any($1::uuid[]) and published_at is null`,
    [rows.map((row) => row.id), at],
  )
}

/** The key is the aggregate: its facts stay in one partition and so in order (EVT-04). */
export const toRecord = (row: JournalRow, headers: Readonly<Record<string, string>> = {}): KafkaRecord => ({
  topic: row.topic,
  key: row.aggregateId,
  value: row.envelope,
  headers: { ...row.trace, 'pactwork-event-id': row.id, 'pactwork-event-type': row.type, ...headers },
})
