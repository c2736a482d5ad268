import type { Actor } from '@pactwork/kernel/actor'
import { systemClock } from '@pactwork/kernel/clock'
import type { Command, Result } from '@pactwork/kernel/command'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { ambient } from '@pactwork/kernel/correlation'
import { openDatabase, type UnitOfWork } from '@pactwork/kernel/database'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { execute } from '@pactwork/kernel/execute'
import { newId } from '@pactwork/kernel/ids'
import { migrate, MigrationConflict } from '@pactwork/kernel/migrate'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import pg from 'pg'
import { testStack } from '../../support/test-stack.ts'

const errors = {
  COUNTER_FULL: {
    message: 'The counter stands at {total}; more than 100 do not fit.',
    todo: 'Open another one.',
  },
}

async function migrateProbe(databaseUrl: string): Promise<void> {
  const schema = () =>
    migrate({
      databaseUrl,
      contexts: ['probe'],
      passwords: { pactwork_probe: 'probe' },
      folder: new URL('../', import.meta.url),
    })
  try {
    await schema()
  } catch (error) {
    if (!(error instanceof MigrationConflict)) throw error
    // The stack stayed up while a migration was being written; nothing in this schema is worth keeping.
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query('drop schema probe cascade')
    await client.end()
    await schema()
  }
}

/** A context of its own on the real PostgreSQL, with nothing but a counter in it. */
export async function probe({ max = 8 }: { max?: number } = {}) {
  const { env } = await testStack()
  const databaseUrl = env.PACTWORK_DATABASE_URL ?? ''
  await migrateProbe(databaseUrl)
  const url = new URL(databaseUrl)
  url.username = 'pactwork_probe'
  url.password = 'probe'

  const database = openDatabase({ url: url.href, name: 'probe', max, ambient, newUuid })
  const runtime: ContextRuntime = {
    name: 'probe',
    database,
    errors,
    clock: systemClock,
    feeds: openFeeds(database, 'probe'),
    log: createLog('probe', 'silent'),
    settings: { prefetch: async () => {}, businessDate: () => '2026-01-01' },
    portsFor: () => {
      throw new Error('The probe asks no other context.')
    },
    committed: () => {},
  }

  return {
    runtime,
    databaseUrl,
    url: url.href,
    /** An actor in a tenant of its own. */
    actor: (changes: Partial<Actor> = {}): Actor => ({
      kind: 'user',
      id: newId('usr'),
      tenantId: newId('ten'),
      roles: [],
      groups: [],
      permissions: new Set(['probe:count']),
      clientId: 'tests',
      ...changes,
    }),
    run: (command: Command, input: unknown, actor: Actor, idempotencyKey: string): Promise<Result> =>
      execute(runtime, command, input, {
        actor,
        idempotencyKey,
        correlation: { correlationId: newUuid(), causationId: newUuid() },
      }),
    read: <Row extends object>(actor: Actor, text: string, params: unknown[] = []): Promise<Row[]> =>
      database.read(actor, (uow: UnitOfWork) => uow.sql<Row>(text, params)),
    async close() {
      await runtime.feeds.stop()
      await database.close()
    },
  }
}

export type Probe = Awaited<ReturnType<typeof probe>>
