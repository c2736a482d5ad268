/** How much a bucket holds, and how much flows back into it every second; in units of cost. */
export type Bucket = { capacity: number; refillPerSecond: number }

/** What asking a bucket for some cost has come to. */
export type Taken = {
  allowed: boolean
  /** What is left in the bucket now, whole units of cost. */
  rest: number
  /** Zero when allowed, else whole seconds until the cost is there; Infinity when it never will be. */
  retryAfterSeconds: number
}

/** What a bucket held at a moment, milliseconds since 1970. A bucket that nobody has asked is full. */
export type Level = { tokens: number; at: number }

/** Takes `cost` out of a bucket, or leaves it as it was refilled by then. Pure. */
export function draw(
  level: Level | undefined,
  cost: number,
  { capacity, refillPerSecond }: Bucket,
  now: number,
): { level: Level; taken: Taken } {
  const seconds = level ? Math.max(0, now - level.at) / 1000 : 0
  const filled = level ? Math.min(capacity, level.tokens + seconds * refillPerSecond) : capacity
  const allowed = cost <= filled
  const tokens = allowed ? filled - cost : filled

  return { level: { tokens, at: now }, taken: takenOf(allowed, tokens, cost, { capacity, refillPerSecond }) }
}

/** The same words for what was taken here and what was taken in Redis. */
export const takenOf = (
  allowed: boolean,
  tokens: number,
  cost: number,
  { capacity, refillPerSecond }: Bucket,
): Taken => ({
  allowed,
  rest: Math.floor(tokens),
  retryAfterSeconds: allowed
    ? 0
    : cost > capacity
      ? Number.POSITIVE_INFINITY
      : Math.max(1, Math.ceil((cost - tokens) / refillPerSecond)),
})
