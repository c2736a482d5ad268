import { SpanKind } from '@opentelemetry/api'
import { envelope, type Envelope } from '@pactwork/contracts/events/define'
import type { Consumer } from '../consumer.ts'
import type { ContextRuntime } from '../context-runtime.ts'
import type { UnitOfWork } from '../database.ts'
import { isId } from '../ids.ts'
import type { Log } from '../runtime/log.ts'
import { inSpan, traceFrom } from '../runtime/telemetry.ts'
import { backoff } from './backoff.ts'
import type { DeadLetterOffice } from './dead-letter.ts'
import { drainParked } from './drain.ts'
import type { EventBus } from './kafka.ts'
import type { Delivered, RunningConsumer } from './kafka-consumer.ts'
import type { Metrics } from './metrics.ts'
import { passing } from './pass-by.ts'
import { isRebuild, isReplay } from './replay-mode.ts'
import { takeEvent, type Handling } from './take-event.ts'

export type ConsumerSurroundings = {
  readonly runtime: ContextRuntime
  readonly bus: EventBus
  readonly letters: DeadLetterOffice
  readonly metrics: Metrics
  readonly log: Log
  readonly onDead?: (uow: UnitOfWork) => Promise<void>
}

/** The Kafka group of a consumer. Its offsets only save reading; what has been done is known by the positions. */
export const groupOf = (consumer: Pick<Consumer, 'name'>): string => `pactwork.${consumer.name}`

export const topicsOf = ({ definitions }: Pick<Consumer, 'definitions'>): string[] => [
  ...new Set(definitions.map(({ topic }) => topic)),
]

/** Runs one consumer as a member of its group, until stopped. */
export function runConsumer(consumer: Consumer, surroundings: ConsumerSurroundings): RunningConsumer {
  const { bus, runtime, letters, metrics, log, onDead } = surroundings
  const handling: Handling = { consumer, runtime, letters, metrics, ...(onDead && { onDead }) }
  const labels = { consumer: consumer.name }
  const known = new WeakMap<Delivered, Envelope | undefined>()
  const eventOf = (record: Delivered): Envelope | undefined => {
    if (!known.has(record)) known.set(record, read(record))

    return known.get(record)
  }

  return bus.consume({
    group: groupOf(consumer),
    topics: topicsOf(consumer),
    retryIn: (attempt) => backoff(attempt, 5_000),
    onRetry(record, attempt, error) {
      metrics.observe('consumer.retried', attempt, labels)
      log[attempt === 1 ? 'warn' : 'debug'](
        {
          ...labels,
          topic: record.topic,
          partition: record.partition,
          offset: record.offset,
          attempt,
          err: error,
        },
        'an event could not be handled yet; its partition waits',
      )
    },
    passing(batch) {
      const met = batch.flatMap((record) => {
        const event = eventOf(record)
        return event ? [{ record, event }] : []
      })

      return passing(handling, met)
    },
    async handle(record) {
      const event = eventOf(record)
      if (!event) return reject(record, consumer, surroundings)

      const outcome = await inSpan(
        `consume ${consumer.name}`,
        {
          'pactwork.event': event.type,
          'pactwork.event_id': event.eventId,
          'pactwork.aggregate_id': event.aggregateId,
          'pactwork.tenant_id': event.tenantId,
          'pactwork.correlation_id': event.correlationId,
          'pactwork.causation_id': event.causationId,
        },
        () => handle(handling, event, record),
        { parent: traceFrom(record.headers), kind: SpanKind.CONSUMER },
      )
      metrics.observe('consumer.handled', 1, { ...labels, outcome })
    },
  })
}

async function handle(handling: Handling, event: Envelope, { headers }: Delivered): Promise<string> {
  const coming = { rebuild: isRebuild(headers), released: isReplay(headers) }
  const { outcome, waiting } = await takeEvent(handling, event, coming)
  if (waiting) await drainParked(handling, event, coming)

  return outcome
}

function read({ value }: Delivered): Envelope | undefined {
  try {
    const { data } = envelope.safeParse(JSON.parse(value))

    return data && isId('ten', data.tenantId) ? data : undefined
  } catch {
    return undefined
  }
}

/** A record that is no event of ours has no tenant and no aggregate: it is published as a dead letter only. */
async function reject(
  record: Delivered,
  consumer: Consumer,
  { letters, metrics, log }: ConsumerSurroundings,
): Promise<void> {
  const { topic, partition, offset, value } = record
  const detail = 'the record is not an event envelope'
  await letters.publish({
    consumer: consumer.name,
    reason: 'ENVELOPE_INVALID',
    detail,
    source: { topic, partition, offset },
    event: value.slice(0, 64 * 1024),
  })
  metrics.observe('consumer.parked', 1, { consumer: consumer.name, reason: 'ENVELOPE_INVALID' })
  log.error({ consumer: consumer.name, topic, partition, offset }, detail)
}
