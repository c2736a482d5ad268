import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { boundedLabels, boundedNames } from './bounded-names.ts'
import type { Metrics } from './metrics.ts'
import { prometheusSubscriptions } from './prometheus-subscriptions.ts'
import type { ObserveSettings } from './settings.ts'

const states = ['closed', 'open', 'half-open'] as const
const seconds = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 15]
const costs = [1, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** Error codes and subgraphs come from our own code and graph, but a subgraph's error names its code itself. */
const codesKnown = 200

/**
 * Counts for Prometheus. Labels are bounded: names beyond the bounds, and names of operations that were not
 * understood, are counted as `other`.
 */
export function prometheusMetrics(
  settings: Pick<ObserveSettings, 'operationNames' | 'clientNames' | 'labelPairs'>,
): Metrics & { registry: Registry } {
  const registry = new Registry()
  const meter = meters(registry)
  const labelsOf = boundedLabels(settings)
  const clientOf = boundedNames(settings.clientNames)
  const codeOf = boundedNames(codesKnown)
  collectDefaultMetrics({ register: registry })

  return {
    registry,
    operation({ name, client, kind, milliseconds, codes, cost }) {
      const labels = labelsOf(name, client, kind !== 'unknown')
      meter.operations.inc({ ...labels, kind })
      meter.duration.observe(labels, milliseconds / 1_000)
      for (const code of codes) meter.errors.inc({ ...labels, code: codeOf(code) })
      if (cost !== undefined) meter.cost.observe(labels, cost)
    },
    planned(hit, milliseconds) {
      meter.plans.inc({ outcome: hit ? 'hit' : 'miss' })
      if (milliseconds !== undefined) meter.planning.observe(milliseconds / 1_000)
    },
    fetched: ({ subgraph, outcome, milliseconds }) =>
      meter.fetches.observe({ subgraph, outcome }, milliseconds / 1_000),
    joined: (subgraph) => meter.joined.inc({ subgraph }),
    deduplicated(subgraph, representations, sent) {
      if (representations > 0) meter.representations.inc({ subgraph }, representations)
      if (sent > 0) meter.sent.inc({ subgraph }, sent)
    },
    retried: (subgraph) => meter.retries.inc({ subgraph }),
    breaker(subgraph, state) {
      for (const each of states) meter.breaker.set({ subgraph, state: each }, each === state ? 1 : 0)
    },
    cache: (outcome) => meter.cache.inc({ outcome }),
    refused: (code, client) => meter.refused.inc({ code: codeOf(code), client: clientOf(client) }),
    supergraph: (outcome) => meter.supergraph.inc({ outcome }),
    subscriptions: prometheusSubscriptions(registry, labelsOf),
  }
}

function meters(registry: Registry) {
  const registers = [registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name: `pactwork_gateway_${name}`, help, labelNames, registers })
  const histogram = <Label extends string>(
    name: string,
    help: string,
    labelNames: Label[],
    buckets: number[] = seconds,
  ) => new Histogram({ name: `pactwork_gateway_${name}`, help, labelNames, buckets, registers })
  const operation = ['operation', 'client'] as const

  return {
    operations: counter('operations_total', 'Operations answered', [...operation, 'kind']),
    duration: histogram('operation_duration_seconds', 'From the request to its answer', [...operation]),
    errors: counter('operation_errors_total', 'Operations with an error of the code', [...operation, 'code']),
    cost: histogram('operation_cost', 'Cost that was estimated before execution', [...operation], costs),
    refused: counter('refused_total', 'Requests refused before any fetch', ['code', 'client']),
    plans: counter('plan_cache_total', 'Prepared operations found (hit) or planned (miss)', ['outcome']),
    planning: histogram('planning_duration_seconds', 'Planning an operation that was not prepared', []),
    fetches: histogram('fetch_duration_seconds', 'Calls of subgraphs', ['subgraph', 'outcome']),
    joined: counter('fetches_joined_total', 'Fetches that shared the answer of an identical one', [
      'subgraph',
    ]),
    representations: counter('representations_total', 'Entities that plans asked for', ['subgraph']),
    sent: counter('representations_sent_total', 'Entities asked for, equal ones once', ['subgraph']),
    retries: counter('fetch_retries_total', 'Fetches repeated after a connection fault', ['subgraph']),
    breaker: new Gauge({
      name: 'pactwork_gateway_breaker_state',
      help: '1 for the state in which the circuit breaker of the subgraph is',
      labelNames: ['subgraph', 'state'],
      registers,
    }),
    cache: counter('response_cache_total', 'What the response cache answered', ['outcome']),
    supergraph: counter('supergraph_loads_total', 'Supergraphs loaded, refused or not reached', ['outcome']),
  }
}
