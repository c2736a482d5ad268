import type { Registry } from 'prom-client'
import { subscriptionMeters } from './prometheus-subscriptions.ts'

/** Of the client library's own metrics. */
const processStart = 'process_start_time_seconds'

type Labels = Readonly<Record<string, string>>
/** A count under each of its labels. */
export type Counts = { labels: Labels; count: number }[]

/** How subscriptions stand, for people: what is open now, and what happened since the start of the process. */
export type SubscriptionOverview = {
  /** ISO 8601, as is when the process began: counts of another process begin anew. */
  at: string
  startedAt: string
  sockets: Counts
  subscriptions: Counts
  upstreams: Counts
  buffered: { events: number; bytes: number }
  eventsSent: number
  hydrations: number
  /** Seconds from what happened to sending it, of all that were sent: so many of a hundred were at most as late. */
  lag: {
    p50: number | null
    p95: number | null
    p99: number | null
    /** So many were at most so many seconds late, by rising bounds; the last one, without a bound, are all. */
    buckets: { le: number | null; count: number }[]
  }
  catchUps: Counts
  gaps: Counts
  closes: Counts
}

type Value = {
  value: number
  labels: Readonly<Record<string, string | number | undefined>>
  metricName?: string
}

/** Reads what Prometheus would be told. */
export async function subscriptionOverview(registry: Registry): Promise<SubscriptionOverview> {
  const metrics = new Map<string, Value[]>()
  for (const { name, values } of await registry.getMetricsAsJSON()) metrics.set(name, values)
  const valuesOf = (name: keyof typeof subscriptionMeters): Value[] =>
    metrics.get(subscriptionMeters[name]) ?? []
  const counts = (name: keyof typeof subscriptionMeters): Counts =>
    valuesOf(name)
      .filter(({ value }) => value !== 0)
      .map(({ value, labels }) => ({ labels: named(labels), count: value }))
      .toSorted((one, other) => other.count - one.count)
  const sum = (name: keyof typeof subscriptionMeters): number =>
    valuesOf(name).reduce((total, { value }) => total + value, 0)
  const buckets = valuesOf('lag').filter(({ metricName }) => metricName?.endsWith('_bucket'))

  return {
    at: new Date().toISOString(),
    startedAt: new Date((metrics.get(processStart)?.[0]?.value ?? 0) * 1_000).toISOString(),
    sockets: counts('sockets'),
    subscriptions: counts('subscriptions'),
    upstreams: counts('upstreams'),
    buffered: { events: sum('bufferedEvents'), bytes: sum('bufferedBytes') },
    eventsSent: sum('sent'),
    hydrations: sum('hydrations'),
    lag: {
      p50: within(buckets, 0.5),
      p95: within(buckets, 0.95),
      p99: within(buckets, 0.99),
      buckets: buckets.map(({ value, labels: { le } }) => ({
        le: typeof le === 'number' ? le : null,
        count: value,
      })),
    },
    catchUps: counts('catchUps'),
    gaps: counts('gaps'),
    closes: counts('closes'),
  }
}

const named = (labels: Value['labels']): Labels =>
  Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, String(value)]))

/** The bound of the bucket that holds the given share; null where nothing was observed, or above all bounds. */
function within(buckets: readonly Value[], share: number): number | null {
  const all = buckets.find(({ labels }) => labels['le'] === '+Inf')?.value ?? 0
  const bounds = buckets
    .filter(({ value, labels }) => typeof labels['le'] === 'number' && value >= share * all)
    .map(({ labels }) => Number(labels['le']))

  return all === 0 || bounds.length === 0 ? null : Math.min(...bounds)
}
