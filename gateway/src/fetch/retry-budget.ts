import { rollingCount } from './rolling-count.ts'
import type { FetchSettings } from './settings.ts'

/** Bounds how much load repeats add to a subgraph that is in trouble already. */
export function retryBudget(
  { share, least, window }: FetchSettings['retries'],
  now: () => number = () => performance.now(),
) {
  const calls = rollingCount(window)
  const retries = rollingCount(window)

  return {
    called(): void {
      calls.add(now())
    },
    /** Takes one repeat; false when the window allows no more. */
    take(): boolean {
      const at = now()
      if (retries.sum(at) >= Math.max(least, Math.floor(calls.sum(at) * share))) return false
      retries.add(at)

      return true
    },
  }
}

export type RetryBudget = ReturnType<typeof retryBudget>
