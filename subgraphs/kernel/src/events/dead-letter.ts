import type { Envelope } from '@pactwork/contracts/events/define'
import type { EventBus, KafkaRecord } from './kafka.ts'

/** This event can never be handled by this consumer: it goes to the dead letters, its aggregate is parked. */
export class Poison extends Error {
  readonly reason: PoisonReason
  constructor(reason: PoisonReason, detail: string, options?: ErrorOptions) {
    super(detail, options)
    this.name = 'Poison'
    this.reason = reason
  }
}

export type PoisonReason =
  /** No envelope of ours at all; there is no aggregate to park. */
  | 'ENVELOPE_INVALID'
  /** The payload does not match its contract. */
  | 'PAYLOAD_INVALID'
  /** The consumer said so. */
  | 'REFUSED_BY_CONSUMER'
  /** The consumer failed again and again, and not because something was away. */
  | 'HANDLER_FAILED'

export type DeadLetter = {
  readonly consumer: string
  readonly reason: PoisonReason
  readonly detail: string
  readonly source: { readonly topic: string; readonly partition: number; readonly offset: string } | null
  /** The envelope, or the record's text when it is none. */
  readonly event: Envelope | string
}

export const deadLetterTopic = (context: string): string => `pactwork.${context}.dead-letter.v1`

/** Publishes a context's dead letters, for people and for monitoring; the parked event itself is in PostgreSQL. */
export function deadLetterOffice(context: string, bus: EventBus) {
  const topic = deadLetterTopic(context)
  const producer = bus.producer()

  return {
    topic,
    async publish(letter: DeadLetter): Promise<void> {
      await bus.ensureTopics([topic])
      await producer.send([toRecord(topic, letter)])
    },
    stop: () => producer.stop(),
  }
}

export type DeadLetterOffice = ReturnType<typeof deadLetterOffice>

const toRecord = (topic: string, letter: DeadLetter): KafkaRecord => ({
  topic,
  key: typeof letter.event === 'string' ? letter.consumer : letter.event.aggregateId,
  value: JSON.stringify(letter),
  headers: { 'pactwork-consumer': letter.consumer, 'pactwork-reason': letter.reason },
})
