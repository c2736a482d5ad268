import type { Redis } from 'ioredis'
import { z } from 'zod'
import { takeTokens } from './budget-script.ts'
import { unavailable, type RedisPort } from './redis.ts'
import type { CacheSettings } from './settings.ts'
import { draw, takenOf, type Bucket, type Level, type Taken } from './token-bucket.ts'

/** Keeps one token bucket for each key. */
export type BudgetStore = {
  /**
   * Takes `cost` (units, not negative) from the bucket of `key`, or nothing when it does not hold as much. A bucket
   * that is new is full. Never throws and never waits longer than the cache's command deadline.
   */
  take(key: string, cost: number, bucket: Bucket): Promise<Taken>
}

/**
 * Buckets that all gateways of one Redis share. While it cannot be used each process has buckets of its own, full at
 * first: a client may spend its budget once more, and is not refused because our Redis is down.
 */
export function sharedBudgetStore(
  redis: RedisPort,
  { prefix, mostBuckets }: Pick<CacheSettings, 'prefix' | 'mostBuckets'>,
): BudgetStore {
  const local = localBudgetStore(mostBuckets)

  return {
    async take(key, cost, bucket) {
      const taken = await redis.run((client) => takeShared(client, `${prefix}budget:${key}`, cost, bucket))

      return taken === unavailable ? local.take(key, cost, bucket) : taken
    },
  }
}

/** Buckets in this process alone; of more than `most` keys those that were asked longest ago are full again. */
export function localBudgetStore(most = 10_000, now: () => number = Date.now): BudgetStore {
  const levels = new Map<string, Level>()

  return {
    async take(key, cost, bucket) {
      const { level, taken } = draw(levels.get(key), cost, bucket, now())
      levels.delete(key)
      levels.set(key, level)
      const oldest = levels.size > most ? levels.keys().next().value : undefined
      if (oldest !== undefined) levels.delete(oldest)

      return taken
    },
  }
}

const answer = z.tuple([z.number(), z.coerce.number()])

async function takeShared(client: Redis, key: string, cost: number, bucket: Bucket): Promise<Taken> {
  const { capacity, refillPerSecond } = bucket
  const [allowed, tokens] = answer.parse(
    await client.eval(takeTokens.lua, takeTokens.numberOfKeys, key, cost, capacity, refillPerSecond),
  )

  return takenOf(allowed === 1, tokens, cost, bucket)
}
