import { Partitioners, type Kafka, type Producer } from 'kafkajs'
import type { KafkaRecord } from './kafka.ts'

export type EventProducer = {
  /** Resolves when every in-sync replica has the records. Order is kept per key. */
  send(records: readonly KafkaRecord[]): Promise<void>
  stop(): Promise<void>
}

/**
 * An idempotent producer, `acks=all`, one batch in flight.
 *
 * After any failure the client is thrown away with its producer id: kafkajs keeps its sequence number when a
 * batch fails, and another batch of the same length sent under that number would be taken for a repeat of
 * the first one and dropped by the broker as if it had been acknowledged.
 */
export function createProducer(kafka: Kafka): EventProducer {
  let current: Promise<Producer> | undefined

  const connect = async (): Promise<Producer> => {
    const producer = kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: 100, retries: 3 },
    })
    await producer.connect()

    return producer
  }
  const discard = async (): Promise<void> => {
    const producer = await current?.catch(() => undefined)
    current = undefined
    await producer?.disconnect().catch(() => undefined)
  }

  return {
    async send(records) {
      if (records.length === 0) return
      current ??= connect()
      try {
        const producer = await current
        await producer.sendBatch({ acks: -1, topicMessages: byTopic(records) })
      } catch (error) {
        await discard()
        throw error
      }
    },
    stop: discard,
  }
}

function byTopic(records: readonly KafkaRecord[]) {
  const topics = Map.groupBy(records, (record) => record.topic)

  return [...topics].map(([topic, rows]) => ({
    topic,
    messages: rows.map(({ key, value, headers }) => ({ key, value, headers: { ...headers } })),
  }))
}
