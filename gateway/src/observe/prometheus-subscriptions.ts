import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { boundedNames, type Labels } from './bounded-names.ts'
import type { Ended, SubscriptionMetrics } from './subscription-metrics.ts'

/** Seconds from what happened to sending it; what was caught up with is as late as its client was away. */
const lags = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600]

/** Subgraphs name the reasons of gaps themselves, clients the codes that they close with. */
const reasonsKnown = 20
const codesKnown = 50

/** The names of what is counted, for who reads it elsewhere. */
export const subscriptionMeters = {
  sockets: 'pactwork_gateway_subscription_sockets',
  subscriptions: 'pactwork_gateway_subscriptions',
  upstreams: 'pactwork_gateway_subscription_upstreams',
  bufferedEvents: 'pactwork_gateway_subscription_buffered_events',
  bufferedBytes: 'pactwork_gateway_subscription_buffered_bytes',
  hydrations: 'pactwork_gateway_subscription_hydrations_total',
  sent: 'pactwork_gateway_subscription_events_sent_total',
  lag: 'pactwork_gateway_subscription_lag_seconds',
  catchUps: 'pactwork_gateway_subscription_catch_ups_total',
  gaps: 'pactwork_gateway_subscription_gaps_total',
  closes: 'pactwork_gateway_subscription_closes_total',
} as const

/** Counts of subscriptions for Prometheus, with bounded labels. */
export function prometheusSubscriptions(
  registry: Registry,
  labelsOf: (operation: string, client: string) => Labels,
): SubscriptionMetrics {
  const meter = meters(registry)
  const reasonOf = boundedNames(reasonsKnown)
  const codeOf = boundedNames(codesKnown)

  return {
    socket: (transport) => counted(meter.sockets, { transport }),
    subscription: (operation, client) => counted(meter.subscriptions, { ...labelsOf(operation, client) }),
    upstream: (subgraph) => counted(meter.upstreams, { subgraph }),
    buffered(events, bytes) {
      meter.bufferedEvents.inc(events)
      meter.bufferedBytes.inc(bytes)
    },
    hydrated: () => meter.hydrations.inc(),
    sent(occurredAt) {
      meter.sent.inc()
      if (occurredAt !== undefined) meter.lag.observe(Math.max(0, Date.now() - occurredAt) / 1_000)
    },
    caughtUp: (reason) => meter.catchUps.inc({ reason }),
    gap: (reason) => meter.gaps.inc({ reason: reasonOf(reason) }),
    closed: (transport, code) => meter.closes.inc({ transport, code: codeOf(code) }),
  }
}

function counted<Label extends string>(gauge: Gauge<Label>, labels: Record<Label, string>): Ended {
  gauge.inc(labels)

  return () => gauge.dec(labels)
}

function meters(registry: Registry) {
  const registers = [registry]
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Gauge({ name, help, labelNames, registers })
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers })
  const names = subscriptionMeters

  return {
    sockets: gauge(names.sockets, 'Connections of subscribers', ['transport']),
    subscriptions: gauge(names.subscriptions, 'Subscriptions that are open', ['operation', 'client']),
    upstreams: gauge(names.upstreams, 'What is followed at subgraphs for them', ['subgraph']),
    bufferedEvents: gauge(names.bufferedEvents, 'Events that wait for slow subscribers'),
    bufferedBytes: gauge(names.bufferedBytes, 'Their size'),
    hydrations: counter(names.hydrations, 'Events completed, once for all who select the same'),
    sent: counter(names.sent, 'Events sent to subscribers'),
    lag: new Histogram({
      name: names.lag,
      help: 'From when it happened to when it was sent',
      buckets: lags,
      registers,
    }),
    catchUps: counter(names.catchUps, 'Times that something went on behind its last cursor', ['reason']),
    gaps: counter(names.gaps, 'Gaps that subscribers were told of', ['reason']),
    closes: counter(names.closes, 'Connections that have ended', ['transport', 'code']),
  }
}
