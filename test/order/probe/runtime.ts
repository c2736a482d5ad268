import { errorsOf } from '@pactwork/contracts/errors/index'
import type { PublishedEvent } from '@pactwork/contracts/events/define'
import { machineActor, type Actor } from '@pactwork/kernel/actor'
import { systemClock } from '@pactwork/kernel/clock'
import type { Command, Result } from '@pactwork/kernel/command'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { ambient } from '@pactwork/kernel/correlation'
import { openDatabase, type UnitOfWork } from '@pactwork/kernel/database'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { execute } from '@pactwork/kernel/execute'
import { graphContext, type GraphContext } from '@pactwork/kernel/graph-context'
import { newId } from '@pactwork/kernel/ids'
import { migrate, MigrationConflict } from '@pactwork/kernel/migrate'
import type { Projection } from '@pactwork/kernel/projection'
import type { MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { createLog } from '@pactwork/kernel/runtime/log'
import { newUuid } from '@pactwork/kernel/uuid'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { testStack } from '../../support/test-stack.ts'
import { owners, type Owners } from './owners.ts'

// The order's own tables in a schema that no consumer, relay or worker of the running stack looks at: what
// happens there is only what a test does.
const schema = 'order_probe'

async function migrateProbe(databaseUrl: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pactwork-order-'))
  const apply = () =>
    migrate({
      databaseUrl,
      contexts: [schema],
      passwords: { [`pactwork_${schema}`]: 'probe' },
      folder: pathToFileURL(`${folder}/`),
    })
  try {
    await cp(
      new URL('../../../prisma/order/migrations', import.meta.url),
      join(folder, schema, 'migrations'),
      {
        recursive: true,
      },
    )
    await apply()
  } catch (error) {
    if (!(error instanceof MigrationConflict)) throw error
    // The stack stayed up while a migration was being written; nothing in this schema is worth keeping.
    const client = new pg.Client({ connectionString: databaseUrl })
    await client.connect()
    await client.query(`drop schema ${schema} cascade`)
    await client.end()
    await apply()
  } finally {
    await rm(folder, { recursive: true })
  }
}

/** The order context's commands on the real PostgreSQL, in a tenant of its own, with `max` connections. */
export async function orderProbe({ max = 8 }: { max?: number } = {}) {
  const { env } = await testStack()
  const databaseUrl = env.PACTWORK_DATABASE_URL ?? ''
  await migrateProbe(databaseUrl)
  const url = new URL(databaseUrl)
  url.username = `pactwork_${schema}`
  url.password = 'probe'

  const database = openDatabase({ url: url.href, name: schema, max, ambient, newUuid })
  const tenantId = newId('ten')
  const runtime = (told: Owners): ContextRuntime => ({
    name: 'order',
    database,
    errors: errorsOf('order'),
    clock: systemClock,
    feeds: openFeeds(database, 'probe'),
    log: createLog('order-probe', 'silent'),
    settings: { prefetch: async () => {}, businessDate: () => '2026-07-02' },
    portsFor: () => told.ports,
    committed: () => {},
  })
  const nobody = owners(tenantId)

  return {
    tenantId,
    owners: (lines?: number) => owners(tenantId, lines),
    machine: (role: MachineRole): Actor => machineActor(role, tenantId),
    /** A person of the tenant. */
    person: (permissions: string[], groups: string[] = []): Actor => ({
      kind: 'user',
      id: newId('usr'),
      tenantId,
      roles: [],
      groups,
      permissions: new Set(permissions),
      clientId: 'tests',
    }),
    run: (
      command: Command,
      input: unknown,
      actor: Actor,
      key: string = newUuid(),
      told = nobody,
    ): Promise<Result> =>
      execute(runtime(told), command, input, {
        actor,
        idempotencyKey: key,
        correlation: { correlationId: newUuid(), causationId: newUuid() },
      }),
    read: <Row extends object>(text: string, params: unknown[] = []): Promise<Row[]> =>
      database.read({ tenantId }, (uow: UnitOfWork) => uow.sql<Row>(text, params)),
    write: (text: string, params: unknown[] = []): Promise<object[]> =>
      database.write({ tenantId }, (uow: UnitOfWork) => uow.sql(text, params)),
    /** The graph as an actor sees it. */
    graph: (actor: Actor, told = nobody): Promise<GraphContext> =>
      graphContext(runtime(told), actor, { correlationId: newUuid(), causationId: newUuid() }),
    /** Applies what the journal holds to a projection, in order, as its consumer would. */
    async project(projection: Projection): Promise<void> {
      const events = await database.read({ tenantId }, (uow) =>
        uow.sql<{ payload: PublishedEvent }>('select payload from outbox_event order by seq'),
      )
      const { apply } = projection.consumerOf('order', 1)
      const known = new Set(projection.definitions.map((definition) => definition.type))
      for (const { payload } of events.filter((event) => known.has(event.payload.type))) {
        await database.write({ tenantId }, async (uow) => apply?.(payload, { uow, clock: systemClock }))
      }
    },
    close: () => database.close(),
  }
}

export type OrderProbe = Awaited<ReturnType<typeof orderProbe>>
