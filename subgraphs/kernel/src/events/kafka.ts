import kafkajs, { Kafka, logLevel, type Admin, type KafkaConfig } from 'kafkajs'
import type { Log } from '../runtime/log.ts'
import { createConsumer, type ConsumeOptions, type RunningConsumer } from './kafka-consumer.ts'
import { createProducer, type EventProducer } from './kafka-producer.ts'

// CommonJS: native ESM finds only some of its names, the rest is on the default.
const { KafkaJSProtocolError } = kafkajs

/** One record on its way to or from a topic. The key decides the partition, so it is the aggregate's id. */
export type KafkaRecord = {
  readonly topic: string
  readonly key: string
  readonly value: string
  readonly headers: Readonly<Record<string, string>>
}

export type PartitionOffset = { readonly partition: number; readonly offset: bigint }

/**
 * All that Pactwork asks of Kafka. The client library stands behind it and nowhere else, so that another
 * one can take its place (ADR: kafkajs behind a port).
 */
export type EventBus = {
  /** Creates what is missing with 6 partitions and unlimited retention; leaves what exists as it is (M15). */
  ensureTopics(topics: readonly string[]): Promise<void>
  producer(): EventProducer
  consume(options: ConsumeOptions): RunningConsumer
  /** The offset after the last record, per partition; empty for a topic that does not exist. */
  ends(topic: string): Promise<PartitionOffset[]>
  /** What a group has committed, per partition; -1 where it has committed nothing. */
  committed(group: string, topic: string): Promise<PartitionOffset[]>
  stop(): Promise<void>
}

export const PARTITIONS = 6

type Options = { brokers: readonly string[]; clientId: string; log: Log; connection?: Partial<KafkaConfig> }

/** Opens the port to a Kafka cluster. Connects when first used. */
export function kafkaBus({ brokers, clientId, log, connection = {} }: Options): EventBus {
  silenceNegativeTimeouts()
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: 3_000,
    requestTimeout: 15_000,
    retry: { initialRetryTime: 100, maxRetryTime: 3_000, retries: 8 },
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log: entry }) =>
        log.debug({ kafka: namespace, detail: entry.error ?? undefined }, entry.message),
    ...connection,
  })
  let admin: Promise<Admin> | undefined

  const administer = async <Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> => {
    admin ??= connected(kafka.admin())
    const current = admin
    try {
      return await work(await current)
    } catch (error) {
      // A broker that answered "not now" is still connected; others may be using this client at the moment.
      if (admin === current && !(error instanceof KafkaJSProtocolError)) {
        admin = undefined
        retire(current)
      }
      throw error
    }
  }

  return {
    ensureTopics: (topics) => administer((client) => createMissing(client, topics)),
    producer: () => createProducer(kafka),
    consume: (options) => createConsumer(kafka, log, options),
    ends: (topic) =>
      administer(async (client) => {
        if (!(await client.listTopics()).includes(topic)) return []
        const offsets = await client.fetchTopicOffsets(topic)

        return offsets.map(({ partition, high }) => ({ partition, offset: BigInt(high) }))
      }),
    committed: (group, topic) =>
      administer(async (client) => {
        const [found] = await client.fetchOffsets({ groupId: group, topics: [topic] })

        return (found?.partitions ?? []).map(({ partition, offset }) => ({
          partition,
          offset: BigInt(offset),
        }))
      }),
    async stop() {
      const client = await admin?.catch(() => undefined)
      await client?.disconnect()
    },
  }
}

async function connected(admin: Admin): Promise<Admin> {
  await admin.connect()

  return admin
}

/** Disconnects a client that nobody is given any more, when the calls in flight have had their time. */
function retire(admin: Promise<Admin>): void {
  const disconnect = (): void => void admin.then((client) => client.disconnect()).catch(() => undefined)
  setTimeout(disconnect, 20_000).unref()
}

async function createMissing(client: Admin, topics: readonly string[]): Promise<void> {
  const existing = new Set(await client.listTopics())
  const missing = [...new Set(topics)].filter((topic) => !existing.has(topic))
  if (missing.length === 0) return

  await client.createTopics({
    waitForLeaders: true,
    topics: missing.map((topic) => ({
      topic,
      numPartitions: PARTITIONS,
      replicationFactor: -1,
      configEntries: [{ name: 'retention.ms', value: '-1' }],
    })),
  })
}

let silenced = false

/** kafkajs schedules timers in the past when it is late; Node 24 warns about each of them. */
function silenceNegativeTimeouts(): void {
  if (silenced) return
  silenced = true
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = (...args: unknown[]) => {
    const [warning, type] = args
    const name = warning instanceof Error ? warning.name : typeof type === 'string' ? type : undefined
    if (name !== 'TimeoutNegativeWarning') emit(...args)
  }
}
