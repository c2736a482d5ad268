import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Command, Result } from './command.ts'
import type { Correlation } from './correlation.ts'
import type { Database } from './database.ts'
import type { FeedHub } from './events/feed-hub.ts'
import type { Ports } from './ports.ts'
import type { ErrorCatalog } from './rejection.ts'
import type { Log } from './runtime/log.ts'
import type { TenantSettings } from './settings.ts'

/** A context as it runs in this process: its database, its ports and what its commands need. */
export type ContextRuntime = {
  readonly name: string
  readonly database: Database
  readonly log: Log
  readonly clock: Clock
  readonly errors: ErrorCatalog
  readonly settings: TenantSettings
  /** The context's feeds in this process. */
  readonly feeds: FeedHub
  portsFor(actor: Actor, correlation: Correlation): Ports
  /** Wakes whoever waits for new facts of this context. */
  committed(): void
}

/** Carries out one of the context's commands. */
export type Execute = (
  command: Command,
  input: unknown,
  call: { actor: Actor; idempotencyKey: string; correlation: Correlation },
) => Promise<Result>
