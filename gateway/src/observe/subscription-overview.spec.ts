import { afterEach, describe, expect, test } from '@jest/globals'
import { serveMetrics } from './metrics-server.ts'
import { lagsBetween, rate } from './page/window.mjs'
import { prometheusMetrics } from './prometheus.ts'
import { observeSettings } from './settings.ts'
import { subscriptionOverview } from './subscription-overview.ts'

const metricsOf = () => prometheusMetrics(observeSettings.parse({ operationNames: 2 }))

describe('how subscriptions stand', () => {
  test('what is open, what waits and what has happened, each under its labels', async () => {
    const { registry, subscriptions } = metricsOf()
    subscriptions.socket('sse')()
    for (const transport of ['websocket', 'websocket', 'sse'] as const) subscriptions.socket(transport)
    const left = subscriptions.subscription('Milestones', 'portal')
    subscriptions.subscription('Milestones', 'portal')
    subscriptions.subscription('Worklist', 'desk')
    left()
    subscriptions.upstream('order')
    subscriptions.buffered(7, 900)
    subscriptions.buffered(-2, -300)
    subscriptions.hydrated()
    for (const age of [1, 1, 1, 4_000]) subscriptions.sent(Date.now() - age)
    subscriptions.sent(undefined)
    subscriptions.caughtUp('full')
    subscriptions.gap('TRIMMED')
    subscriptions.closed('websocket', '4499')
    subscriptions.closed('sse', 'left')

    const overview = await subscriptionOverview(registry)
    expect(overview).toMatchObject({
      sockets: [
        { labels: { transport: 'websocket' }, count: 2 },
        { labels: { transport: 'sse' }, count: 1 },
      ],
      subscriptions: [
        { labels: { operation: 'Milestones', client: 'portal' }, count: 1 },
        { labels: { operation: 'Worklist', client: 'desk' }, count: 1 },
      ],
      upstreams: [{ labels: { subgraph: 'order' }, count: 1 }],
      buffered: { events: 5, bytes: 600 },
      eventsSent: 5,
      hydrations: 1,
      lag: { p50: 0.01, p95: 5, p99: 5 },
      catchUps: [{ labels: { reason: 'full' }, count: 1 }],
      gaps: [{ labels: { reason: 'TRIMMED' }, count: 1 }],
      closes: [
        { labels: { transport: 'websocket', code: '4499' }, count: 1 },
        { labels: { transport: 'sse', code: 'left' }, count: 1 },
      ],
    })
    expect(overview.lag.buckets.at(0)).toEqual({ le: 0.01, count: 3 })
    expect(overview.lag.buckets.at(-1)).toEqual({ le: null, count: 4 })
    expect(Date.parse(overview.startedAt)).toBeLessThanOrEqual(Date.parse(overview.at))
  })

  test('nothing was late where nothing was sent', async () => {
    const { lag } = await subscriptionOverview(metricsOf().registry)

    expect(lag).toMatchObject({ p50: null, p95: null, p99: null })
  })

  test('labels that others choose are bounded', async () => {
    const { registry, subscriptions } = metricsOf()
    for (let index = 0; index < 100; index += 1) {
      subscriptions.subscription(`Operation${index}`, 'portal')
      subscriptions.gap(`REASON_${index}`)
      subscriptions.closed('websocket', String(3_000 + index))
    }
    const { subscriptions: open, gaps, closes } = await subscriptionOverview(registry)

    expect(open.map(({ labels, count }) => [labels['operation'], count])).toEqual([
      ['other', 98],
      ['Operation0', 1],
      ['Operation1', 1],
    ])
    expect(gaps).toHaveLength(21)
    expect(closes).toHaveLength(51)
  })
})

describe('what the page shows of a while', () => {
  const telling = (at: number, eventsSent: number, counts: number[]) => ({
    at: new Date(at).toISOString(),
    eventsSent,
    lag: { buckets: [0.1, 1, null].map((le, index) => ({ le, count: counts[index] ?? 0 })) },
  })

  test('is how late what was sent meanwhile was, and how much it was', () => {
    const before = telling(0, 100, [90, 100, 100])

    expect(rate(telling(2_000, 150, []), before, 'eventsSent')).toBe(25)
    expect(lagsBetween(telling(0, 0, [90, 150, 150]), before)).toEqual({ p50: 1, p95: 1, p99: 1 })
    expect(lagsBetween(telling(0, 0, [140, 150, 160]), before)).toEqual({
      p50: 0.1,
      p95: Infinity,
      p99: Infinity,
    })
    expect(lagsBetween(before, before)).toEqual({ p50: null, p95: null, p99: null })
  })
})

describe('the page for operators', () => {
  const opened: { stop(): Promise<void> }[] = []
  afterEach(async () => {
    for (const each of opened.splice(0)) await each.stop()
  })

  test('is served on the port of the metrics with everything that it names, and may fetch from there alone', async () => {
    const served = await serveMetrics(() => Promise.resolve(metricsOf().registry), {
      port: 0,
      host: '127.0.0.1',
    })
    opened.push(served)
    const url = `http://127.0.0.1:${served.port}`
    const page = await fetch(`${url}/subscriptions`)
    const text = await page.text()
    const named = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path)

    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
    expect(named).toContain('/subscriptions/subscriptions.mjs')
    for (const path of [...named, '/subscriptions/window.mjs'])
      expect((await fetch(`${url}${path}`)).status).toBe(200)
    expect(await (await fetch(`${url}/subscriptions.json`)).json()).toMatchObject({
      sockets: [],
      eventsSent: 0,
    })
    for (const path of ['/subscriptions/', '/subscriptions/../metrics-server.ts', '/__proto__'])
      expect((await fetch(`${url}${path}`)).status).toBe(404)
  })
})
