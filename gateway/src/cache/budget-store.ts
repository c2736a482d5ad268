import { draw, type Bucket, type Level, type Taken } from './token-bucket.ts'

/** Keeps one token bucket for each key. */
export type BudgetStore = {
  /**
   * Takes `cost` (units, not negative) from the bucket of `key`, or nothing when it does not hold as much. A bucket
   * that is new is full. Never throws and never waits longer than the cache's command deadline.
   */
  take(key: string, cost: number, bucket: Bucket): Promise<Taken>
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
