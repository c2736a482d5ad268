import type { Envelope } from '@pactwork/contracts/events/define'
import type { PoisonReason } from './dead-letter.ts'
import { noteInInbox } from './inbox.ts'
import { park } from './parked.ts'
import { blockPosition, lockPosition } from './position.ts'
import type { Handling, Taken } from './take-event.ts'

/**
 * Makes an event a dead letter: published first, then parked with its aggregate. A crash in between publishes
 * it twice, never not at all.
 */
export async function bury(
  { consumer, runtime, letters, metrics, onDead }: Handling,
  event: Envelope,
  reason: PoisonReason,
  detail: string,
): Promise<Taken> {
  await letters.publish({
    consumer: consumer.name,
    reason,
    detail: detail.slice(0, 500),
    source: null,
    event,
  })

  const outcome = await runtime.database.write(event, async (uow): Promise<'PARKED' | 'REPEATED'> => {
    const { version } = await lockPosition(uow, consumer.name, event.aggregateId)
    if (event.aggregateVersion <= version) return 'REPEATED'

    const at = runtime.clock.now()
    await park(uow, { consumer: consumer.name, event, place: 'DEAD', reason, detail, at })
    await blockPosition(uow, {
      consumer: consumer.name,
      aggregateId: event.aggregateId,
      blocked: 'DEAD_LETTER',
      at,
    })
    await noteInInbox(uow, { consumer: consumer.name, event, status: 'PARKED', at, errorCode: reason })
    await onDead?.(uow)

    return 'PARKED'
  })
  metrics.observe('consumer.parked', 1, { consumer: consumer.name, reason })
  runtime.log.error(
    { consumer: consumer.name, aggregateId: event.aggregateId, eventId: event.eventId, reason, detail },
    'a dead letter parks its aggregate',
  )

  return { outcome, waiting: false }
}
