import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, Kafka, KafkaMessage } from 'kafkajs'
import type { Log } from '../runtime/log.ts'
import { textHeaders } from './kafka-headers.ts'

/** A record as a consumer meets it. */
export type Delivered = {
  readonly topic: string
  readonly partition: number
  readonly offset: string
  readonly key: string
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
}

export type ConsumeOptions = {
  readonly group: string
  readonly topics: readonly string[]
  /** Handles one record. After a throw it is handled again in `retryIn(attempt)` ms, for ever. */
  handle(record: Delivered): Promise<void>
  /** Asked of each record of a batch in its turn: whether it is done with, so that it need not be handled. */
  passing?(batch: readonly Delivered[]): (record: Delivered) => Promise<boolean>
  retryIn(attempt: number): number
  onRetry(record: Delivered, attempt: number, error: unknown): void
}

export type RunningConsumer = {
  /** Resolves when the group has been joined for the first time. */
  readonly joined: Promise<void>
  /** Finishes the record in hand, commits, leaves the group. */
  stop(): Promise<void>
}

/** Other partitions wait meanwhile, so it is short; a paused partition comes back with the next fetch only. */
const longestInPlace = 500

/** A killed member's partitions go to another one after this long; slow handlers are kept alive by heartbeats. */
const sessionLength = 8_000
const heartbeatEvery = 1_500

/**
 * One member of one consumer group, from offset zero, for ever: a record that fails holds back its own
 * partition only, and a client that gives up (kafkajs does on errors it takes for final) is replaced.
 */
export function createConsumer(kafka: Kafka, log: Log, options: ConsumeOptions): RunningConsumer {
  const joined = Promise.withResolvers<void>()
  const stopped = Promise.withResolvers<void>()
  const attempts = new Map<string, number>()
  const timers = new Set<NodeJS.Timeout>()
  let stopping = false
  let current: Consumer | undefined

  const later = (milliseconds: number, work: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer)
      if (!stopping) work()
    }, milliseconds)
    timers.add(timer)
  }

  const beating = async <Result>(
    heartbeat: () => Promise<void>,
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const beat = setInterval(() => void heartbeat().catch(() => undefined), heartbeatEvery)
    try {
      return await work()
    } finally {
      clearInterval(beat)
    }
  }

  /** Tries a record again in place for a moment; then gives its partition a longer rest. Answers how long, undefined when handled. */
  const settle = async (record: Delivered, heartbeat: () => Promise<void>): Promise<number | undefined> => {
    const place = `${record.topic}/${record.partition}/${record.offset}`
    for (;;) {
      try {
        await beating(heartbeat, () => options.handle(record))
        attempts.delete(place)
        return undefined
      } catch (error) {
        const attempt = (attempts.get(place) ?? 0) + 1
        attempts.set(place, attempt)
        options.onRetry(record, attempt, error)
        const pause = options.retryIn(attempt)
        if (pause > longestInPlace || stopping) return pause
        await beating(heartbeat, () => delay(pause))
      }
    }
  }

  const eachBatch = async ({
    batch,
    resolveOffset,
    heartbeat,
    pause,
    isRunning,
    isStale,
  }: EachBatchPayload) => {
    const records = batch.messages.map((message) => delivered(batch.topic, batch.partition, message))
    const isPassed = options.passing?.(records)
    for (const record of records) {
      if (stopping || !isRunning() || isStale()) return
      const isDone = isPassed && (await beating(heartbeat, () => isPassed(record)))
      const rest = isDone ? undefined : await settle(record, heartbeat)
      if (rest !== undefined) {
        later(rest, pause())
        return
      }
      resolveOffset(record.offset)
      await heartbeat()
    }
  }

  const start = async (): Promise<void> => {
    const consumer = kafka.consumer({
      groupId: options.group,
      allowAutoTopicCreation: false,
      sessionTimeout: sessionLength,
      heartbeatInterval: heartbeatEvery,
      rebalanceTimeout: 2 * sessionLength,
      maxWaitTimeInMs: 2_000,
      metadataMaxAge: 60_000,
      retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 10, restartOnFailure: async () => true },
    })
    current = consumer
    consumer.on(consumer.events.GROUP_JOIN, () => joined.resolve())
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) replace(consumer, payload.error)
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [...options.topics], fromBeginning: true })
    await consumer.run({ eachBatchAutoResolve: false, partitionsConsumedConcurrently: 3, eachBatch })
  }

  const replace = (consumer: Consumer | undefined, error: unknown): void => {
    if (stopping || (consumer && consumer !== current)) return
    log.warn({ group: options.group, err: error }, 'the consumer is started again')
    current = undefined
    void consumer?.disconnect().catch(() => undefined)
    later(1_000, begin)
  }
  const begin = (): void => {
    start().catch((error: unknown) => replace(current, error))
  }
  begin()

  return {
    joined: joined.promise,
    async stop() {
      if (!stopping) {
        stopping = true
        for (const timer of timers) clearTimeout(timer)
        await current?.disconnect().catch(() => undefined)
        joined.resolve()
        stopped.resolve()
      }
      await stopped.promise
    },
  }
}

const delivered = (topic: string, partition: number, message: KafkaMessage): Delivered => ({
  topic,
  partition,
  offset: message.offset,
  key: message.key?.toString() ?? '',
  value: message.value?.toString() ?? '',
  headers: textHeaders(message.headers),
})
