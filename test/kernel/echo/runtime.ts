import type { Actor } from '@pactwork/kernel/actor'
import { systemClock } from '@pactwork/kernel/clock'
import type { Command, Result } from '@pactwork/kernel/command'
import type { Consumer } from '@pactwork/kernel/consumer'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { ambient } from '@pactwork/kernel/correlation'
import { openDatabase } from '@pactwork/kernel/database'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { kafkaBus } from '@pactwork/kernel/events/kafka'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { startRelay } from '@pactwork/kernel/events/relay'
import { startConsumers } from '@pactwork/kernel/events/start-consumers'
import { wakeRelay, wakeScheduler } from '@pactwork/kernel/events/wake'
import { execute } from '@pactwork/kernel/execute'
import { idOf, newId, uuidOf } from '@pactwork/kernel/ids'
import { migrate, MigrationConflict } from '@pactwork/kernel/migrate'
import type { Projection } from '@pactwork/kernel/projection'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import pg from 'pg'
import { testStack } from '../../support/test-stack.ts'
import { ledgerOf } from './ledger.ts'

type Stoppable = { stop(): Promise<void> }

/** A context of its own on the real PostgreSQL and Kafka: a ledger, and whatever a test starts around it. */
export async function echo(context: 'echo' | 'replayed' = 'echo') {
  const { env } = await testStack()
  const superuser = env['PACTWORK_DATABASE_URL'] ?? ''
  const login = new URL(superuser)
  login.username = `pactwork_${context}`
  login.password = context
  const relayUrl = env['PACTWORK_RELAY_DATABASE_URL'] ?? ''
  const schedulerUrl = env['PACTWORK_SCHEDULER_DATABASE_URL'] ?? ''

  await migrateContext(context, superuser, {
    [`pactwork_${context}`]: context,
    pactwork_relay: new URL(relayUrl).password,
    pactwork_scheduler: new URL(schedulerUrl).password,
  })
  const log = createLog(`tests-${context}`, process.env['PACTWORK_LOG_LEVEL'] ?? 'silent')
  const bus = kafkaBus({ brokers: (env['PACTWORK_KAFKA_BROKERS'] ?? '').split(','), clientId: 'tests', log })
  const database = openDatabase({ url: login.href, name: context, max: 12, ambient, newUuid })
  const runtime: ContextRuntime = {
    name: context,
    database,
    errors: {},
    clock: systemClock,
    feeds: openFeeds(database, 'a key that only these tests have'),
    log,
    settings: { prefetch: async () => {}, businessDate: () => '2026-01-01' },
    portsFor: (actor) => ({
      query: () => Promise.reject(new Error('The ledger asks no other context.')),
      mutate: () => Promise.reject(new Error('The ledger asks no other context.')),
      customerAuthority: async () => 'any',
      presentActor: async () => actor,
    }),
    committed() {
      wakeRelay(context)
      wakeScheduler(context)
    },
  }
  const started: Stoppable[] = []
  const keep = <Part extends Stoppable>(part: Part): Part => {
    started.push(part)

    return part
  }

  return {
    runtime,
    bus,
    relayUrl,
    schedulerUrl,
    superuser,
    ledger: ledgerOf(context),

    /** An actor in a tenant of its own (M32). */
    actor: (): Actor => ({
      kind: 'user',
      id: newId('usr'),
      tenantId: newId('ten'),
      roles: [],
      groups: [],
      permissions: new Set(['echo:note']),
      clientId: 'tests',
    }),
    run: (
      command: Command,
      input: unknown,
      actor: Actor,
      idempotencyKey: string = newUuid(),
    ): Promise<Result> =>
      execute(runtime, command, input, {
        actor,
        idempotencyKey,
        correlation: { correlationId: newUuid(), causationId: newUuid() },
      }),
    read: <Row extends object>(actor: Actor, text: string, params: unknown[] = []): Promise<Row[]> =>
      database.read(actor, (uow) => uow.sql<Row>(text, params)),

    startRelay: (through = bus) =>
      keep(startRelay(context, { url: relayUrl, bus: through, clock: systemClock, log, metrics: noMetrics })),
    async startConsumers(consumers: readonly Consumer[], projections: readonly Projection[] = []) {
      const running = keep(
        startConsumers([{ runtime, consumers, projections }], { bus, log, metrics: noMetrics }),
      )
      await running.joined

      return running
    },
    keep,
    ledgerId: (uuid: string): string => idOf('led', uuid),
    uuidOfTenant: ({ tenantId }: Actor): string => uuidOf('ten', tenantId),
    async close() {
      for (const part of started.toReversed()) await part.stop()
      await runtime.feeds.stop()
      await bus.stop()
      await database.close()
    },
  }
}

export type Echo = Awaited<ReturnType<typeof echo>>

async function migrateContext(
  context: string,
  databaseUrl: string,
  passwords: Record<string, string>,
): Promise<void> {
  const schema = () =>
    migrate({
      databaseUrl,
      contexts: [context],
      passwords,
      folder: new URL('../', import.meta.url),
    })
  try {
    await schema()
  } catch (error) {
    if (!(error instanceof MigrationConflict)) throw error
    // The stack stayed up while a migration was being written; nothing in this schema is worth keeping.
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(`drop schema ${pg.escapeIdentifier(context)} cascade`)
    await client.end()
    await schema()
  }
}
