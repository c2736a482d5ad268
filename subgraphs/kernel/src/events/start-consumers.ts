import type { Consumer } from '../consumer.ts'
import type { ContextRuntime } from '../context-runtime.ts'
import type { Projection } from '../projection.ts'
import type { Log } from '../runtime/log.ts'
import { backoff } from './backoff.ts'
import { runConsumer, topicsOf } from './consumer-runtime.ts'
import { deadLetterOffice } from './dead-letter.ts'
import type { EventBus } from './kafka.ts'
import { loop } from './loop.ts'
import type { Metrics } from './metrics.ts'
import { runProjection } from './projection-runtime.ts'

/** A context with what it consumes. */
export type ConsumingContext = {
  readonly runtime: ContextRuntime
  readonly consumers: readonly Consumer[]
  readonly projections: readonly Projection[]
}

export type ConsumersRuntime = { readonly bus: EventBus; readonly log: Log; readonly metrics: Metrics }

type Running = { readonly joined: Promise<void>; stop(): Promise<void> }

/**
 * Runs every consumer and projection of the given contexts, each in a Kafka group of its own, so that one that
 * waits holds up no other. Starts as soon as the brokers answer; `joined` says that all of them take events.
 */
export function startConsumers(
  contexts: readonly ConsumingContext[],
  { bus, log, metrics }: ConsumersRuntime,
): { readonly joined: Promise<void>; stop(): Promise<void> } {
  const offices = contexts.map(({ runtime }) => deadLetterOffice(runtime.name, bus))
  const running: Running[] = []
  const joined = Promise.withResolvers<void>()
  let failures = 0
  let started = false

  const start = (): void => {
    contexts.forEach(({ runtime, consumers, projections }, index) => {
      const letters = offices[index]
      if (!letters) return
      const surroundings = { runtime, bus, letters, metrics, log }
      for (const consumer of consumers) running.push(runConsumer(consumer, surroundings))
      for (const projection of projections) running.push(runProjection(projection, surroundings))
    })
    void Promise.all(running.map((one) => one.joined)).then(() => joined.resolve())
  }

  // A group that subscribes to a topic before it exists does not notice its creation for a while.
  const starting = loop(async () => {
    if (started) return 3_600_000
    try {
      await bus.ensureTopics([...contexts.flatMap(allTopics), ...offices.map(({ topic }) => topic)])
      started = true
      start()
      return 3_600_000
    } catch (error) {
      failures += 1
      if (failures === 1) log.warn({ err: error }, 'Kafka does not answer yet; consumers start when it does')
      return backoff(failures, 5_000)
    }
  })

  return {
    joined: joined.promise,
    async stop() {
      await starting.stop()
      await Promise.all(running.map((one) => one.stop()))
      await Promise.all(offices.map((office) => office.stop()))
      joined.resolve()
    },
  }
}

const allTopics = ({ consumers, projections }: ConsumingContext): string[] =>
  [...consumers, ...projections].flatMap(topicsOf)
