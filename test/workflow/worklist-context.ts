import { machineActor } from '@pactwork/kernel/actor'
import { systemClock } from '@pactwork/kernel/clock'
import type { Command, Result } from '@pactwork/kernel/command'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { errorsOf } from '@pactwork/contracts/errors/index'
import { ambient } from '@pactwork/kernel/correlation'
import { openDatabase, type UnitOfWork } from '@pactwork/kernel/database'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { execute } from '@pactwork/kernel/execute'
import { newId } from '@pactwork/kernel/ids'
import type { MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { createLog } from '@pactwork/kernel/runtime/log'
import { noSettings } from '@pactwork/kernel/settings'
import { newUuid } from '@pactwork/kernel/uuid'
import { testStack } from '../support/test-stack.ts'

/** The worklist context on the stack's PostgreSQL, for commands that only machines of the stack call. */
export async function worklistContext(tenantId: string = newId('ten')) {
  const { env } = await testStack()
  const url = env.PACTWORK_WORKLIST_DATABASE_URL ?? ''
  const database = openDatabase({ url, name: 'test-worklist', max: 8, ambient, newUuid })
  const runtime: ContextRuntime = {
    name: 'worklist',
    database,
    errors: errorsOf('worklist'),
    clock: systemClock,
    feeds: openFeeds(database, 'test'),
    log: createLog('test-worklist', 'silent'),
    settings: noSettings,
    portsFor: () => {
      throw new Error('Nothing here asks another context.')
    },
    committed: () => {},
  }

  return {
    tenantId,
    /** Carries out a command as a machine of the stack would. */
    run: (role: MachineRole, command: Command, input: unknown, key: string = newUuid()): Promise<Result> =>
      execute(runtime, command, input, {
        actor: machineActor(role, tenantId),
        idempotencyKey: key,
        correlation: { correlationId: newUuid(), causationId: newUuid() },
      }),
    read: <Value>(work: (uow: UnitOfWork) => Promise<Value>): Promise<Value> =>
      database.read({ tenantId }, work),
    async close() {
      await runtime.feeds.stop()
      await database.close()
    },
  }
}

export type WorklistContext = Awaited<ReturnType<typeof worklistContext>>
