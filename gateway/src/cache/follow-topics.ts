import type { Log } from '@pactwork/kernel/runtime/log'
import { Kafka, logLevel, type Consumer, type EachBatchHandler } from 'kafkajs'

type Options = {
  brokers: readonly string[]
  group: string
  topics: readonly string[]
  /** Only offsets that it resolves are committed. */
  eachBatch: EachBatchHandler
  /** Called whenever the group was joined and the place to go on from is known. */
  onFollowing(): void
  log: Log
}

const startAgainAfter = 2_000

/**
 * One member of a consumer group that starts at the end of its topics, for ever: a client that gives up is replaced.
 * Its troubles are logged when they begin and when they are over.
 */
export function followTopics({ brokers, group, topics, eachBatch, onFollowing, log }: Options) {
  quietNegativeTimeouts()
  const following = Promise.withResolvers<void>()
  const kafka = new Kafka({
    brokers: [...brokers],
    clientId: 'pactwork-gateway',
    connectionTimeout: 3_000,
    logLevel: logLevel.WARN,
    logCreator:
      () =>
      ({ namespace, log: entry }) =>
        log.debug({ kafka: namespace }, entry.message),
  })
  let current: Consumer | undefined
  let timer: NodeJS.Timeout | undefined
  let troubled = false
  let stopped = false

  const start = async (): Promise<void> => {
    const consumer = kafka.consumer({
      groupId: group,
      allowAutoTopicCreation: false,
      sessionTimeout: 8_000,
      heartbeatInterval: 1_500,
      rebalanceTimeout: 16_000,
      maxWaitTimeInMs: 1_000,
      retry: { initialRetryTime: 200, maxRetryTime: 5_000, retries: 10, restartOnFailure: async () => true },
    })
    current = consumer
    let justJoined = false
    consumer.on(consumer.events.GROUP_JOIN, () => void (justJoined = true))
    consumer.on(consumer.events.FETCH, () => {
      if (!justJoined) return
      justJoined = false
      if (troubled) log.info({ group }, 'events that end kept answers are followed again')
      troubled = false
      onFollowing()
      following.resolve()
    })
    consumer.on(consumer.events.CRASH, ({ payload }) => {
      if (!payload.restart) again(consumer, payload.error)
    })
    await consumer.connect()
    await consumer.subscribe({ topics: [...topics], fromBeginning: false })
    await consumer.run({ eachBatchAutoResolve: false, eachBatch })
  }

  const again = (consumer: Consumer | undefined, error: unknown): void => {
    if (stopped || consumer !== current) return
    if (!troubled) log.warn({ group, err: error }, 'events that end kept answers cannot be followed')
    troubled = true
    current = undefined
    void consumer?.disconnect().catch(() => undefined)
    timer = setTimeout(begin, startAgainAfter)
  }
  const begin = (): void => {
    start().catch((error: unknown) => again(current, error))
  }
  begin()

  return {
    following: following.promise,
    async stop(): Promise<void> {
      stopped = true
      clearTimeout(timer)
      following.resolve()
      await current?.disconnect().catch(() => undefined)
    },
  }
}

let quiet = false

/** kafkajs schedules timers in the past when it is late; Node warns about each of them. */
function quietNegativeTimeouts(): void {
  if (quiet) return
  quiet = true
  const emit = process.emitWarning.bind(process) as (...args: unknown[]) => void
  process.emitWarning = (...args: unknown[]) => {
    const [warning, type] = args
    const name = warning instanceof Error ? warning.name : type
    if (name !== 'TimeoutNegativeWarning') emit(...args)
  }
}
