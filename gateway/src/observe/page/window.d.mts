type Telling = { at: string; eventsSent: number; lag: { buckets: { le: number | null; count: number }[] } }
type Bound = number | null

export function rate(now: Telling, before: Telling, name: 'eventsSent'): number
export function lagsBetween(now: Telling, before: Telling): { p50: Bound; p95: Bound; p99: Bound }
