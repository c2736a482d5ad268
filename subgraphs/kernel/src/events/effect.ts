import type { Envelope, EventDefinition, PublishedEvent } from '@pactwork/contracts/events/define'
import { machineActor } from '../actor.ts'
import { correlated, type Correlation } from '../correlation.ts'
import type { UnitOfWork } from '../database.ts'
import { openJournal } from '../journal.ts'
import { Poison } from './dead-letter.ts'
import type { Handling } from './take-event.ts'
import { toolsFor } from './tools.ts'

/** The event with its payload as the contract has it; fields that the contract does not know are dropped (M16). */
function parsed(definition: EventDefinition, event: Envelope): PublishedEvent {
  const payload = definition.payload.safeParse(event.payload)
  if (payload.success) return { ...event, payload: payload.data }

  const where = payload.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ')
  throw new Poison('PAYLOAD_INVALID', `${event.type} does not match its contract (${where})`)
}

/** Whose intent an effect goes back to. */
const originOf = ({ actor }: Envelope): string => actor.onBehalfOf ?? actor.id

const caused = (event: Envelope): Correlation => ({
  correlationId: event.correlationId,
  causationId: event.eventId,
})

/** An effect within the position's transaction. It may save aggregates of its own context: their facts go out. */
export async function applyEffect(
  { consumer, runtime }: Handling,
  definition: EventDefinition,
  event: Envelope,
  uow: UnitOfWork,
): Promise<void> {
  const now = runtime.clock.now()
  const journal = openJournal(uow, {
    source: runtime.name,
    actor: machineActor('consumer', event.tenantId, originOf(event)),
    correlation: caused(event),
    now,
  })
  await correlated(caused(event), async () =>
    consumer.apply?.(parsed(definition, event), { uow, clock: { now: () => now } }),
  )
  if (journal.events.length > 0) uow.afterCommit(() => runtime.committed())
}

/** An effect that holds no transaction. */
export async function runEffect(
  { consumer, runtime }: Handling,
  definition: EventDefinition,
  event: Envelope,
): Promise<void> {
  const tools = toolsFor(runtime, {
    machine: 'consumer',
    tenantId: event.tenantId,
    onBehalfOf: originOf(event),
    correlation: caused(event),
  })

  await correlated(caused(event), async () =>
    consumer.run?.(parsed(definition, event), {
      ...tools,
      park(reason) {
        throw new Poison('REFUSED_BY_CONSUMER', reason)
      },
    }),
  )
}
