import type { ContextDefinition } from '@pactwork/kernel/context'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { ambient } from '@pactwork/kernel/correlation'
import { customerAuthority } from '@pactwork/kernel/customer-authority'
import { systemClock } from '@pactwork/kernel/clock'
import { openDatabase } from '@pactwork/kernel/database'
import { wakeRelay, wakeScheduler } from '@pactwork/kernel/events/wake'
import { openFeeds } from '@pactwork/kernel/events/feed-hub'
import { portsFor } from '@pactwork/kernel/ports'
import { presentRights } from '@pactwork/kernel/present-rights'
import { callSigner, secretKey } from '@pactwork/kernel/runtime/call-identity'
import type { Log } from '@pactwork/kernel/runtime/log'
import { subgraphClient } from '@pactwork/kernel/runtime/subgraph-client'
import { noSettings, tenantSettings } from '@pactwork/kernel/settings'
import { newUuid } from '@pactwork/kernel/uuid'
import { errorsOf } from '@pactwork/contracts/errors/index'
import { databaseUrlOf, type HostConfig } from './config.ts'

/** The contexts of this process as running things; what they share exists once. */
export function contextRuntimes(
  contexts: readonly ContextDefinition[],
  config: HostConfig,
  log: Log,
): Map<string, ContextRuntime> {
  const client = subgraphClient(callSigner('port', config.PACTWORK_KEYS_DIR))
  const settings = tenantSettings(client, systemClock)
  const ports = portsFor(client, customerAuthority(), presentRights(client))
  const cursorKey = secretKey(config.PACTWORK_KEYS_DIR, 'feed-cursors')

  const runtimeOf = (context: ContextDefinition): ContextRuntime => {
    const database = openDatabase({
      url: databaseUrlOf(context.name),
      name: `${config.PACTWORK_PROCESS}-${context.name}`,
      max: config.PACTWORK_POOL_SIZE,
      ambient,
      now: () => systemClock.now(),
      newUuid,
      ...(context.prisma && { prisma: context.prisma }),
    })

    return {
      name: context.name,
      log: log.child({ context: context.name }),
      clock: systemClock,
      errors: errorsOf(context.name),
      // Asking `access` needs no settings, or each question to it would ask it first.
      settings: context.name === 'access' ? noSettings : settings,
      portsFor: ports,
      database,
      feeds: openFeeds(database, cursorKey),
      committed() {
        wakeRelay(context.name)
        wakeScheduler(context.name)
      },
    }
  }

  return new Map(contexts.map((context) => [context.name, runtimeOf(context)]))
}
