/** So many per second between two tellings. */
export const rate = (now, before, name) =>
  (now[name] - before[name]) / Math.max(0.001, (Date.parse(now.at) - Date.parse(before.at)) / 1_000)

/**
 * How late what was sent between the first and the last telling was, in seconds: the bounds below which 50, 95 and 99
 * of a hundred are; null where nothing was sent, Infinity above all bounds.
 */
export function lagsBetween(now, before) {
  const counts = now.lag.buckets.map(({ le, count }, index) => ({
    le,
    count: count - (before.lag.buckets[index]?.count ?? 0),
  }))
  const all = counts.at(-1)?.count ?? 0
  const within = (share) =>
    all === 0 ? null : (counts.find(({ count }) => count >= share * all).le ?? Infinity)

  return { p50: within(0.5), p95: within(0.95), p99: within(0.99) }
}
