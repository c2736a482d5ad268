/** Growing pauses with jitter: 100 ms doubling up to `longest`, so that many who wait do not come back at once. */
export function backoff(attempt: number, longest = 10_000): number {
  const full = Math.min(longest, 100 * 2 ** Math.min(attempt, 20))

  return Math.round(full / 2 + (Math.random() * full) / 2)
}
