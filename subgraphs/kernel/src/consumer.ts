import type { EventDefinition, PublishedEvent } from '@pactwork/contracts/events/define'
import type { Clock } from './clock.ts'
import type { UnitOfWork } from './database.ts'
import type { EventTools } from './events/tools.ts'

/** What an effect may use that shares the transaction of the consumer's position. */
export type ApplyTools = { readonly uow: UnitOfWork; readonly clock: Clock }

/** What an effect may use that holds no transaction. `park` gives the event up, with a reason for operators. */
export type RunTools = EventTools & { park(reason: string): never }

type Handled<Definitions extends readonly EventDefinition[]> = PublishedEvent<Definitions[number]>

/** Changes own tables, exactly once: effect and position commit together. */
type Apply<Event> = { apply(event: Event, tools: ApplyTools): Promise<void>; run?: never }

/** Calls commands or the world, at least once: give what it calls the event's id as idempotency key. */
type Run<Event> = { run(event: Event, tools: RunTools): Promise<void>; apply?: never }

export type ConsumerSpec<Definitions extends readonly EventDefinition[]> = {
  /** `<context>.<what-it-does>`; names its position for ever. */
  name: string
  /** The facts it acts on. It follows every version of their aggregates, also of types it ignores (M16). */
  events: Definitions
  /** Its effect leaves Pactwork's databases (process start, notification, handoff): a rebuild skips it. */
  outside?: boolean
  /** It tells subscribers of what is done already (a feed), so it goes before consumers that carry on with work. */
  tells?: boolean
} & (Apply<Handled<Definitions>> | Run<Handled<Definitions>>)

/** A consumer as the runtime sees it: it only ever passes events that the contract's schema has parsed. */
export type Consumer = {
  readonly name: string
  readonly definitions: readonly EventDefinition[]
  readonly outside: boolean
  readonly tells: boolean
  /** Whether each event leaves a row in the inbox; projections need their position only. */
  readonly keepsInbox: boolean
  readonly apply?: (event: PublishedEvent, tools: ApplyTools) => Promise<void>
  readonly run?: (event: PublishedEvent, tools: RunTools) => Promise<void>
}

/**
 * Declares a consumer. An event reaches it once per effect, in the order of its aggregate. An outage holds it
 * back and is tried for ever; an event that it can never handle parks its aggregate and nothing else.
 */
export function consumer<const Definitions extends readonly EventDefinition[]>(
  spec: ConsumerSpec<Definitions>,
): Consumer {
  const { name, events, outside = false, tells = false } = spec

  return {
    name,
    definitions: events,
    outside,
    tells,
    keepsInbox: true,
    // The runtime looks the definition up by type before it calls, so the event is one of `Definitions`.
    ...(spec.apply && { apply: (event, tools) => spec.apply(event as Handled<Definitions>, tools) }),
    ...(spec.run && { run: (event, tools) => spec.run(event as Handled<Definitions>, tools) }),
  }
}
