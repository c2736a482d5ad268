import pg from 'pg'
import type { EventBus } from './kafka.ts'
import { journalFrom, toRecord } from './outbox.ts'
import { replayHeader, type ReplayMode } from './replay-mode.ts'

export type ReplayOptions = {
  context: string
  /** Logs in as `pactwork_relay`. */
  url: string
  bus: EventBus
  mode: Exclude<ReplayMode, 'release'>
  progress?(published: number): void
}

const batchSize = 500

/**
 * Publishes a context's whole journal again, in its order and with the original event ids (M15). Consumers take
 * what they know for repeats; what is new to them, or was forgotten with their inbox, has its effect.
 *
 * Safe beside a running relay: what the relay publishes meanwhile comes early for consumers that are behind,
 * waits there, and is taken when its predecessors have come.
 */
export async function replayJournal({ context, url, bus, mode, progress }: ReplayOptions): Promise<number> {
  const client = new pg.Client({ connectionString: url, application_name: `pactwork-replay-${context}` })
  const producer = bus.producer()
  const topics = new Set<string>()
  let published = 0
  let place = '0'
  await client.connect()
  try {
    for (;;) {
      const rows = await journalFrom(client, context, place, batchSize)
      const last = rows.at(-1)
      if (!last) return published

      const unknown = rows.map((row) => row.topic).filter((topic) => !topics.has(topic))
      if (unknown.length > 0) await bus.ensureTopics(unknown)
      for (const topic of unknown) topics.add(topic)

      await producer.send(rows.map((row) => toRecord(row, { [replayHeader]: mode })))
      place = last.place
      published += rows.length
      progress?.(published)
    }
  } finally {
    await producer.stop()
    await client.end()
  }
}
