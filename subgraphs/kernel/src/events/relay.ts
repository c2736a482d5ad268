import { faultPoint } from '../runtime/fault-point.ts'
import pg from 'pg'
import type { Clock } from '../clock.ts'
import type { Log } from '../runtime/log.ts'
import { backoff } from './backoff.ts'
import type { EventBus } from './kafka.ts'
import { loop } from './loop.ts'
import type { Metrics } from './metrics.ts'
import { markPublished, toRecord, unpublished } from './outbox.ts'
import { onWake } from './wake.ts'

export type RelayRuntime = {
  /** Logs in as `pactwork_relay`, which sees outbox rows and nothing else. */
  readonly url: string
  readonly bus: EventBus
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
}

const batchSize = 500
const pollEvery = 200
const standbyEvery = 1_000

/**
 * Publishes a context's outbox, in order, each fact at least once. One relay per context is at work, by an
 * advisory lock that dies with its connection; the others stand by. It keeps no cursor: what has no
 * `published_at` is unpublished, also when it committed late (M14).
 */
export function startRelay(context: string, runtime: RelayRuntime): { stop(): Promise<void> } {
  const { bus, clock, log, metrics } = runtime
  const producer = bus.producer()
  let topics = new Set<string>()
  let client: pg.Client | undefined
  let failures = 0

  const publish = async (connection: pg.Client): Promise<'more' | number> => {
    const rows = await unpublished(connection, context, batchSize)
    if (rows.length === 0) return pollEvery

    const unknown = rows.map((row) => row.topic).filter((topic) => !topics.has(topic))
    if (unknown.length > 0) await bus.ensureTopics(unknown)
    for (const topic of unknown) topics.add(topic)

    await producer.send(rows.map((row) => toRecord(row)))
    faultPoint('relay.after-publish', context)
    await markPublished(connection, context, rows, clock.now())
    metrics.observe('relay.published', rows.length, { context })

    return 'more'
  }

  const turn = async (): Promise<'more' | number> => {
    try {
      client ??= await lockedConnection(runtime.url, context)
      if (!client) return standbyEvery

      const next = await publish(client)
      if (failures > 0) log.info({ context, failures }, 'the relay publishes again')
      failures = 0

      return next
    } catch (error) {
      failures += 1
      topics = new Set()
      metrics.observe('relay.failures', failures, { context })
      log[failures === 1 ? 'warn' : 'debug'](
        { context, failures, err: error },
        'the relay cannot publish; it tries on',
      )
      // Without its connection it has no lock either: begin anew.
      const broken = client
      client = undefined
      await broken?.end().catch(() => undefined)

      return backoff(failures, 5_000)
    }
  }

  const running = loop(turn)
  const unsubscribe = onWake('relay', (subject) => {
    if (client && (subject === context || subject === '*')) running.wake()
  })

  return {
    async stop() {
      unsubscribe()
      await running.stop()
      await producer.stop()
      await client?.end().catch(() => undefined)
    },
  }
}

/** A connection that holds the context's relay lock, or undefined when another relay has it. */
async function lockedConnection(url: string, context: string): Promise<pg.Client | undefined> {
  const client = new pg.Client({
    connectionString: url,
    application_name: `pactwork-relay-${context}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    query_timeout: 30_000,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ locked: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as locked',
      [`pactwork-relay/${context}`],
    )
    if (rows[0]?.locked) return client
    await client.end()

    return undefined
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}
