import type { ContextDefinition } from '@pactwork/kernel/context'
import type { ContextRuntime } from '@pactwork/kernel/context-runtime'
import { kafkaBus } from '@pactwork/kernel/events/kafka'
import { noMetrics } from '@pactwork/kernel/events/metrics'
import { startRelay } from '@pactwork/kernel/events/relay'
import { startScheduler } from '@pactwork/kernel/events/scheduler'
import { startConsumers } from '@pactwork/kernel/events/start-consumers'
import { systemClock } from '@pactwork/kernel/clock'
import type { Lifecycle } from '@pactwork/kernel/runtime/lifecycle'
import type { Log } from '@pactwork/kernel/runtime/log'
import { runtimeOf } from './api.ts'
import type { HostConfig, ProcessRole } from './config.ts'

type Background = {
  roles: readonly ProcessRole[]
  contexts: readonly ContextDefinition[]
  runtimes: ReadonlyMap<string, ContextRuntime>
  config: HostConfig
  lifecycle: Lifecycle
  log: Log
}

/** The roles that no caller waits for: relay, consumer, scheduler. `ready` says that all of them take work. */
export function startBackground({ roles, contexts, runtimes, config, lifecycle, log }: Background): {
  ready: Promise<void>
} {
  if (roles.includes('scheduler')) {
    for (const context of contexts) {
      const scheduling = { runtime: runtimeOf(runtimes, context), dueWork: context.dueWork ?? [] }
      lifecycle.started(
        `scheduler ${context.name}`,
        startScheduler(scheduling, {
          url: needed(config, 'PACTWORK_SCHEDULER_DATABASE_URL'),
          metrics: noMetrics,
        }),
      )
    }
  }
  if (!roles.includes('relay') && !roles.includes('consumer')) return { ready: Promise.resolve() }

  const bus = kafkaBus({
    brokers: needed(config, 'PACTWORK_KAFKA_BROKERS').split(','),
    clientId: config.PACTWORK_PROCESS,
    log,
  })
  lifecycle.started('kafka', bus)
  if (roles.includes('relay')) {
    const url = needed(config, 'PACTWORK_RELAY_DATABASE_URL')
    for (const context of contexts) {
      lifecycle.started(
        `relay ${context.name}`,
        startRelay(context.name, { url, bus, clock: systemClock, log, metrics: noMetrics }),
      )
    }
  }
  if (roles.includes('consumer')) {
    const consuming = contexts.map((context) => ({
      runtime: runtimeOf(runtimes, context),
      consumers: context.consumers ?? [],
      projections: context.projections ?? [],
    }))
    const consumers = startConsumers(consuming, { bus, log, metrics: noMetrics })
    lifecycle.started('consumers', consumers)
    return { ready: consumers.joined }
  }

  return { ready: Promise.resolve() }
}

function needed(
  config: HostConfig,
  name: 'PACTWORK_KAFKA_BROKERS' | 'PACTWORK_RELAY_DATABASE_URL' | 'PACTWORK_SCHEDULER_DATABASE_URL',
): string {
  const value = config[name]
  if (value === '') throw new Error(`${name} is not set, and a role of this process needs it.`)

  return value
}
