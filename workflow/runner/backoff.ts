/**
 * Milliseconds to wait before the next attempt: doubles to the cap, and a random half of it keeps many
 * workers from coming back at the same moment.
 */
export function backoff(
  attempt: number,
  random: () => number,
  { base, cap }: { base: number; cap: number },
): number {
  const full = Math.min(cap, base * 2 ** Math.min(attempt, 30))

  return Math.round(full / 2 + (full / 2) * random())
}
