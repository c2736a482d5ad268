import { describe, expect, test } from '@jest/globals'
import { serveMetrics } from './metrics-server.ts'
import { prometheusMetrics } from './prometheus.ts'
import { observeSettings } from './settings.ts'

const settings = observeSettings.parse({})

const operation = {
  name: 'Quotes',
  client: 'portal',
  kind: 'query' as const,
  milliseconds: 30,
  codes: [],
  cost: undefined,
}

/** The samples of our own metrics that are not zero, without the buckets of histograms. */
async function samplesOf({ registry }: ReturnType<typeof prometheusMetrics>): Promise<string[]> {
  const text = await registry.metrics()

  return text
    .split('\n')
    .filter((line) => line.startsWith('pactwork_gateway_') && !line.includes('_bucket') && !/ 0$/.test(line))
    .map((line) => line.replace('pactwork_gateway_', ''))
}

describe('what Prometheus is told', () => {
  test('counts an operation by its name and client, with latency, cost and each code once', async () => {
    const metrics = prometheusMetrics(settings)
    metrics.operation({ ...operation, codes: ['DENIED', 'SUBGRAPH_UNAVAILABLE'], cost: 12 })
    metrics.operation({ ...operation, milliseconds: 470 })

    expect(await samplesOf(metrics)).toEqual([
      'operations_total{operation="Quotes",client="portal",kind="query"} 2',
      'operation_duration_seconds_sum{operation="Quotes",client="portal"} 0.5',
      'operation_duration_seconds_count{operation="Quotes",client="portal"} 2',
      'operation_errors_total{operation="Quotes",client="portal",code="DENIED"} 1',
      'operation_errors_total{operation="Quotes",client="portal",code="SUBGRAPH_UNAVAILABLE"} 1',
      'operation_cost_sum{operation="Quotes",client="portal"} 12',
      'operation_cost_count{operation="Quotes",client="portal"} 1',
    ])
  })

  test('counts plans, fetches, what was joined and sent once, retries, the cache, refusals and supergraphs', async () => {
    const metrics = prometheusMetrics(settings)
    metrics.planned(true)
    metrics.planned(false, 250)
    metrics.fetched({ subgraph: 'quote', milliseconds: 1_500, outcome: 'answered' })
    metrics.joined('quote')
    metrics.deduplicated('quote', 465, 27)
    metrics.retried('quote')
    metrics.cache('hit')
    metrics.refused('TOO_DEEP', 'portal')
    metrics.supergraph('refused')

    expect(await samplesOf(metrics)).toEqual([
      'refused_total{code="TOO_DEEP",client="portal"} 1',
      'plan_cache_total{outcome="hit"} 1',
      'plan_cache_total{outcome="miss"} 1',
      'planning_duration_seconds_sum 0.25',
      'planning_duration_seconds_count 1',
      'fetch_duration_seconds_sum{subgraph="quote",outcome="answered"} 1.5',
      'fetch_duration_seconds_count{subgraph="quote",outcome="answered"} 1',
      'fetches_joined_total{subgraph="quote"} 1',
      'representations_total{subgraph="quote"} 465',
      'representations_sent_total{subgraph="quote"} 27',
      'fetch_retries_total{subgraph="quote"} 1',
      'response_cache_total{outcome="hit"} 1',
      'supergraph_loads_total{outcome="refused"} 1',
    ])
  })

  test('shows exactly one state of a breaker', async () => {
    const metrics = prometheusMetrics(settings)
    metrics.breaker('quote', 'open')
    metrics.breaker('quote', 'half-open')

    expect(await samplesOf(metrics)).toEqual(['breaker_state{subgraph="quote",state="half-open"} 1'])
  })

  test('stays bounded when names, clients and codes are invented', async () => {
    const metrics = prometheusMetrics({ operationNames: 5, clientNames: 5, labelPairs: 8 })
    for (let index = 0; index < 2_000; index += 1) {
      metrics.operation({
        ...operation,
        name: `q${index}`,
        client: `c${index}`,
        codes: [`CODE_${index}`],
        cost: index,
      })
      metrics.refused(`CODE_${index}`, `c${index}`)
    }
    const samples = await samplesOf(metrics)

    expect(samples).toContain('operations_total{operation="other",client="other",kind="query"} 1995')
    expect(samples.length).toBeLessThan(800)
  })

  test('learns no name from an operation that was not understood', async () => {
    const metrics = prometheusMetrics({ ...settings, operationNames: 1 })
    metrics.operation({ ...operation, name: 'Invented', kind: 'unknown' })
    metrics.operation(operation)

    expect((await samplesOf(metrics)).filter((line) => line.startsWith('operations_total'))).toEqual([
      'operations_total{operation="other",client="other",kind="unknown"} 1',
      'operations_total{operation="Quotes",client="portal",kind="query"} 1',
    ])
  })
})

test('metrics are served on a port of their own, with those of the process, and nothing else is', async () => {
  const metrics = prometheusMetrics(settings)
  const server = await serveMetrics(() => Promise.resolve(metrics.registry), { port: 0, host: '127.0.0.1' })
  try {
    metrics.operation(operation)
    const at = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${server.port}${path}`, init)
    const answer = await at('/metrics?anything')
    const text = await answer.text()

    expect(answer.headers.get('content-type')).toContain('text/plain')
    expect(text).toContain('pactwork_gateway_operations_total{')
    expect(text).toContain('nodejs_eventloop_lag_seconds ')
    expect(text).toContain('process_resident_memory_bytes ')
    expect((await at('/graphql')).status).toBe(404)
    expect((await at('/metrics', { method: 'POST' })).status).toBe(404)
  } finally {
    await server.stop()
  }
})
