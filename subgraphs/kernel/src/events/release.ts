import type { Envelope } from '@pactwork/contracts/events/define'
import type { EventBus } from './kafka.ts'
import { replayHeader, type ReplayMode } from './replay-mode.ts'

/**
 * Lets a parked aggregate go on: publishes its dead letter once more, to where it came from. The consumer that
 * parked it tries it again and then what waits behind it; to all others it is a repeat.
 */
export async function releaseAggregate(bus: EventBus, topic: string, event: Envelope): Promise<void> {
  const producer = bus.producer()
  try {
    await producer.send([
      {
        topic,
        key: event.aggregateId,
        value: JSON.stringify(event),
        headers: {
          [replayHeader]: 'release' satisfies ReplayMode,
          'pactwork-event-id': event.eventId,
          'pactwork-event-type': event.type,
        },
      },
    ])
  } finally {
    await producer.stop()
  }
}
