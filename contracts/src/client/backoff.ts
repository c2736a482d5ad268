import type { Remedy } from './interruption.ts'

export type Retry = {
  /** The longest wait before the first return, in milliseconds; it doubles with each that fails. */
  firstMs: number
  /** The longest wait of all, in milliseconds. */
  mostMs: number
  /** So many returns in a row may fail. */
  attempts: number
}

/** For ever, and never later than half a minute. */
export const patient: Retry = { firstMs: 500, mostMs: 30_000, attempts: Infinity }

/** A gateway that has too much to do is left alone for so long at least; milliseconds. */
const laterMs = 5_000

/**
 * How long to wait before coming back, in milliseconds: any time below a bound that doubles, so that those who were cut
 * off together do not come back together. What the gateway asked for is waited for at least.
 */
export function waitBefore(
  { firstMs, mostMs }: Retry,
  { failures, remedy, waitMs = 0 }: { failures: number; remedy: Remedy; waitMs?: number | undefined },
  random: () => number = Math.random,
): number {
  const bound = Math.min(mostMs, firstMs * 2 ** failures)
  const least = Math.max(waitMs, remedy === 'later' ? Math.min(laterMs, mostMs) : 0)

  return least + random() * bound
}

/** Resolves after that time, or as soon as the signal is aborted. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  const stop = (): void => resolve()
  signal.addEventListener('abort', stop, { once: true })
  if (signal.aborted) resolve()

  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', stop)
  })
}
