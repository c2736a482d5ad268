import { setTimeout as delay } from 'node:timers/promises'
import type { Log } from '@pactwork/kernel/runtime/log'
import type { EachBatchPayload } from 'kafkajs'
import { z } from 'zod'
import { followTopics } from './follow-topics.ts'
import { endGenerations, generationKeys } from './generations.ts'
import { unavailable, type RedisPort } from './redis.ts'
import type { CacheSettings, Invalidation } from './settings.ts'

type Parts = {
  redis: RedisPort
  settings: Pick<CacheSettings, 'prefix' | 'brokers' | 'group' | 'invalidates'>
  log: Log
}

const retryAfter = 250

/**
 * Follows the events that end kept answers. All gateways of one Redis are one consumer group, so that each event is
 * met once. An event counts as met only when Redis has heard of it; until then it is tried again. The group starts
 * at the end of the topics, and whatever was kept before this process follows them is ended: events may have been
 * missed meanwhile.
 */
export function startInvalidation({ redis, settings, log }: Parts) {
  const keys = generationKeys(settings.prefix)
  const stopping = new AbortController()

  /** Tries until Redis has done it. False when it was given up. */
  const end = async (ended: readonly string[], between: () => Promise<boolean>): Promise<boolean> => {
    while (!stopping.signal.aborted) {
      if ((await redis.run((client) => endGenerations(client, ended))) !== unavailable) return true
      await delay(retryAfter, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (!(await between())) return false
    }
    return false
  }

  const eachBatch = async ({ batch, resolveOffset, heartbeat, isRunning, isStale }: EachBatchPayload) => {
    const stillOurs = async (): Promise<boolean> => {
      await heartbeat()
      return isRunning() && !isStale()
    }
    for (const { value, offset } of batch.messages) {
      if (!isRunning() || isStale()) return
      const ended = endedBy(settings.invalidates, batch.topic, value?.toString() ?? '')
      const generations = ended?.types.map((type) => keys.ofType(ended.tenant, type)) ?? []
      if (generations.length > 0 && !(await end(generations, stillOurs))) return
      resolveOffset(offset)
      await heartbeat()
    }
  }

  const consumer = followTopics({
    brokers: settings.brokers,
    group: settings.group,
    topics: [...new Set(settings.invalidates.map(({ topic }) => topic))],
    eachBatch,
    // From here on no event is missed; what was kept before may have missed one.
    onFollowing: () => void end([keys.all], () => Promise.resolve(true)),
    log,
  })

  return {
    /** Resolves when events are followed for the first time. */
    following: consumer.following,
    async stop(): Promise<void> {
      stopping.abort()
      await consumer.stop()
    },
  }
}

const envelope = z.object({ type: z.string(), tenantId: z.string() })

/** Which types of which tenant an event ends; undefined for one that ends nothing or cannot be read. */
export function endedBy(
  invalidations: readonly Invalidation[],
  topic: string,
  text: string,
): { tenant: string; types: readonly string[] } | undefined {
  const read = envelope.safeParse(json(text)).data
  if (!read) return undefined
  const types = invalidations
    .filter((one) => one.topic === topic && one.event === read.type)
    .flatMap(({ ends }) => ends)

  return types.length > 0 ? { tenant: read.tenantId, types } : undefined
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
