/** A token is renewed so long before it expires at most, and at least when a fifth of its time is left; milliseconds. */
const earlyMs = 60_000
const leastMs = 1_000
const longestTimer = 2 ** 31 - 1

/** How long to wait until a token that holds until then is renewed, in milliseconds. */
export function renewIn(expiresAt: number, now = Date.now()): number {
  const rest = expiresAt - now

  return Math.min(Math.max(rest - Math.min(earlyMs, rest / 5), leastMs), longestTimer)
}

/** Calls `renew` in good time before the moment that was told last; ISO 8601. */
export function renewals(renew: () => void) {
  let timer: ReturnType<typeof setTimeout> | undefined

  return {
    until(expiresAt: unknown): void {
      clearTimeout(timer)
      const time = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN
      if (!Number.isNaN(time)) timer = setTimeout(renew, renewIn(time))
    },
    stop: () => clearTimeout(timer),
  }
}
