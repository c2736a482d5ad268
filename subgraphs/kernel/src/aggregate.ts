import type { EventDefinition } from '@pactwork/contracts/events/define'
import type { UnitOfWork } from './database.ts'
import { isRejected, type Decision } from './decision.ts'
import { refuse, RejectedSignal, rejectMissing } from './errors.ts'
import { journalOf, record } from './journal.ts'
import { registerTopics } from './topics.ts'

/** What an event's evolution may know besides the event. */
export type EventMeta = { readonly id: string; readonly version: number; readonly at: Date }

type Identified = { readonly id: string; readonly version: number }

export type AggregateDefinition<State extends Identified, Event extends { type: string }> = {
  /** The prefix of its ids. */
  kind: string
  /** `aggregateType` in the envelope. */
  type: string
  /** Its events by type, from contracts. */
  events: Readonly<Record<string, EventDefinition>>
  /** The state after one event. Pure. */
  evolve(state: State | undefined, event: Event, meta: EventMeta): State
  /** Reads it with its row locked `for no key update` (M11). */
  load(uow: UnitOfWork, id: string): Promise<State | undefined>
  /** Writes it: `before` is undefined when it is new. */
  save(uow: UnitOfWork, state: State, before: State | undefined): Promise<void>
  /** The key of the process that runs for it, for the envelope. */
  processBusinessKey?(state: State): string | null
}

/** An aggregate within a unit of work. Refusals unwind the handler; command() makes them values again. */
export type Aggregate<State, Event> = {
  find(id: string): Promise<State | undefined>
  load(id: string, expectedVersion?: number | null): Promise<State>
  create(id: string, decision: Decision<Event>): Promise<State>
  save(state: State, decision: Decision<Event>): Promise<State>
}

/** Binds an aggregate's rules to its tables: load, decide, save is all that a command does with it. */
export function aggregate<State extends Identified, Event extends { type: string }>(
  definition: AggregateDefinition<State, Event>,
): (uow: UnitOfWork) => Aggregate<State, Event> {
  registerTopics(definition.events)

  const store = async (
    uow: UnitOfWork,
    id: string,
    before: State | undefined,
    decision: Decision<Event>,
  ): Promise<State | undefined> => {
    if (isRejected(decision)) throw new RejectedSignal(decision)

    const from = before?.version ?? 0
    const at = journalOf(uow).meta.now
    const after = decision.events.reduce<State | undefined>(
      (state, event, index) => definition.evolve(state, event, { id, version: from + index + 1, at }),
      before,
    )
    if (!after || decision.events.length === 0) return after

    const versioned = { ...after, version: from + decision.events.length }
    record(
      uow,
      {
        type: definition.type,
        id,
        version: from,
        processBusinessKey: definition.processBusinessKey?.(versioned) ?? null,
      },
      decision.events.map(({ type, ...payload }) => {
        const known = definition.events[type]
        if (!known) throw new TypeError(`${definition.type} has no event ${type} in contracts.`)
        return { definition: known, payload }
      }),
    )
    await definition.save(uow, versioned, before)

    return versioned
  }

  return (uow) => ({
    find: (id) => definition.load(uow, id),
    async load(id, expectedVersion) {
      const state = await definition.load(uow, id)
      if (!state) return rejectMissing(definition.type)
      if (expectedVersion != null && expectedVersion !== state.version)
        refuse('VERSION_MISMATCH', { expected: expectedVersion, actual: state.version })

      return state
    },
    async create(id, decision) {
      const state = await store(uow, id, undefined, decision)
      if (!state) throw new TypeError(`Creating ${definition.type} ${id} needs at least one event.`)

      return state
    },
    async save(state, decision) {
      return (await store(uow, state.id, state, decision)) ?? state
    },
  })
}
