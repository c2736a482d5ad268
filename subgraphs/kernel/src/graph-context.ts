import DataLoader from 'dataloader'
import type { Actor } from './actor.ts'
import type { Command, Result } from './command.ts'
import type { ContextRuntime } from './context-runtime.ts'
import type { Correlation } from './correlation.ts'
import type { UnitOfWork } from './database.ts'
import { ensureInTime, noDeadline, type Deadline } from './deadline.ts'
import type { FeedHub } from './events/feed-hub.ts'
import { execute } from './execute.ts'
import { demand, type Rule } from './permit.ts'
import type { CustomerAuthority, Ports } from './ports.ts'

/** What a read may use. */
export type Reading = {
  /** In what follows a feed with the rights of now: `present()` was asked just before. */
  readonly actor: Actor
  readonly ports: Ports
  now(): Date
  businessDate(): string
  /** For which customers the actor may act; known for the whole request. */
  authority(): Promise<CustomerAuthority>
  /** A short read-only unit of work. Never hold it across a call to another context (M10). */
  read<Value>(work: (uow: UnitOfWork) => Promise<Value>): Promise<Value>
  /** Loads by id, batched over the request: one read for all ids asked in one tick. */
  load<Value>(batch: Batch<Value>, id: string): Promise<Value | null>
}

/** Loads many by id, in the order of the ids; undefined for what is missing or not the actor's. */
export type Batch<Value> = (
  ids: readonly string[],
  reading: Reading,
) => Promise<readonly (Value | undefined)[]>

/** The GraphQL context of one request to a subgraph. */
export type GraphContext = Reading & {
  readonly correlation: Correlation
  readonly feeds: FeedHub
  execute(command: Command, input: unknown, idempotencyKey: string): Promise<Result>
  require(rule: Rule): void
  /** From here on the actor has the rights of now; those of a token were checked when its request came. */
  present(): Promise<Actor>
}

/**
 * Builds the context of one request; its loaders live as long as the request. What is `lasting` (a subscription,
 * whose events may be hours apart) is batched but remembers nothing: each event shows what is true then, to those
 * who may see it then.
 *
 * Past its deadline a request reads nothing more. A command that has not begun by then does not begin; one that has
 * is carried out and answered for as long as it takes, with all that follows in its request: nobody may be told of a
 * failure that was none.
 */
export async function graphContext(
  runtime: ContextRuntime,
  actor: Actor,
  correlation: Correlation,
  { lasting = false, deadline = noDeadline }: { lasting?: boolean; deadline?: Deadline } = {},
): Promise<GraphContext> {
  const loaders = new Map<Batch<never>, DataLoader<string, unknown>>()
  const ports = runtime.portsFor(actor, correlation)
  let authority: Promise<CustomerAuthority> | undefined
  let until = deadline
  let current = actor
  const present = async (): Promise<Actor> => (current = await ports.presentActor())

  const reading: Reading = {
    get actor() {
      return current
    },
    ports,
    now: () => runtime.clock.now(),
    businessDate: () => runtime.settings.businessDate(actor.tenantId),
    authority: async () =>
      lasting ? ports.customerAuthority(await present()) : (authority ??= ports.customerAuthority(current)),
    read: (work) => runtime.database.read(actor, work, { deadline: until }),
    async load<Value>(batch: Batch<Value>, id: string) {
      const key = batch as unknown as Batch<never>
      let loader = loaders.get(key)
      if (!loader) {
        loader = new DataLoader<string, unknown>((ids) => batch(ids, reading), {
          maxBatchSize: 500,
          cache: !lasting,
        })
        loaders.set(key, loader)
      }
      return ((await loader.load(id)) as Value | undefined) ?? null
    },
  }
  await runtime.settings.prefetch(actor.tenantId)

  return {
    ...reading,
    get actor() {
      return current
    },
    correlation,
    feeds: runtime.feeds,
    async execute(command, input, idempotencyKey) {
      ensureInTime(until)
      until = noDeadline

      return execute(runtime, command, input, { actor: current, idempotencyKey, correlation })
    },
    require: (rule) => demand(current, rule),
    present,
  }
}
