import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { json } from 'node:stream/consumers'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, describe, expect, jest, test } from '@jest/globals'
import { context, diag, propagation, trace } from '@opentelemetry/api'
import { z } from 'zod'
import { ConfigurationError } from './config.ts'
import { createLog } from './log.ts'
import { otlpEndpoint } from './otlp.ts'
import { inSpan, startTelemetry, traceFrom, writesSpans } from './telemetry.ts'

const attribute = z.object({ key: z.string(), value: z.object({ stringValue: z.string().optional() }) })
/** What a collector reads of a request, after OTLP's own definition. */
const sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(attribute) }),
      scopeSpans: z.array(
        z.object({
          spans: z.array(
            z.object({
              traceId: z.string(),
              spanId: z.string(),
              parentSpanId: z.string().optional(),
              name: z.string(),
              attributes: z.array(attribute),
            }),
          ),
        }),
      ),
    }),
  ),
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const caller = 'b7ad6b7169203331'
const closers: (() => unknown)[] = []
const environment = { ...process.env }

afterEach(async () => {
  trace.disable()
  context.disable()
  propagation.disable()
  diag.disable()
  process.env = { ...environment }
  for (const close of closers.splice(0)) await close()
})

type Answer = (response: ServerResponse) => void
const accepted: Answer = (response) => void response.setHeader('content-type', 'application/json').end('{}')

/** A collector that really listens. */
async function collector(answer: Answer = accepted) {
  const requests: { path: string | undefined; token: unknown; body: z.infer<typeof sent> }[] = []
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      requests.push({ path: request.url, token: request.headers['x-token'], body: sent.parse(body) })
      answer(response)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const close = () => {
    server.closeAllConnections()
    return new Promise((closed) => server.close(closed))
  }
  closers.push(close)

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    requests,
    close,
    spans: () =>
      requests.flatMap(({ body }) =>
        body.resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
      ),
  }
}

/** Tracing of a process that was told this; its warnings are kept instead of written. */
async function telemetry(env: Record<string, string>, options: Parameters<typeof startTelemetry>[1] = {}) {
  Object.assign(process.env, env)
  const log = createLog('tested', 'silent')
  const warned = jest.spyOn(log, 'warn').mockImplementation(() => {})
  const { stop } = await startTelemetry('tested', { folder: '', log, ...options })

  return { stop, warnings: () => warned.mock.calls.map(([facts]) => facts) }
}

const work = (headers: Record<string, string> = {}): Promise<void> =>
  inSpan('outer', { step: 'first' }, () => inSpan('inner', {}, async () => {}), {
    parent: traceFrom(headers),
  })

describe('spans of a process that knows a collector', () => {
  test('arrive there with their parents, under the name of the process', async () => {
    const { url, requests, spans } = await collector()
    const { stop, warnings } = await telemetry({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-token=secret',
    })
    expect(writesSpans()).toBe(true)
    await work({ traceparent: `00-${traceId}-${caller}-01` })
    await stop()

    const [inner, outer] = spans()
    expect(outer).toMatchObject({ name: 'outer', traceId, parentSpanId: caller })
    expect(outer?.attributes).toEqual([{ key: 'step', value: { stringValue: 'first' } }])
    expect(inner).toMatchObject({ name: 'inner', traceId, parentSpanId: outer?.spanId })
    expect(requests).toEqual([expect.objectContaining({ path: '/v1/traces', token: 'secret' })])
    const about = requests[0]?.body.resourceSpans[0]?.resource.attributes
    expect(Object.fromEntries((about ?? []).map(({ key, value }) => [key, value.stringValue]))).toEqual({
      'service.name': 'tested',
      'service.namespace': 'pactwork',
      'service.version': expect.stringMatching(/^\d+\.\d+\.\d+/),
    })
    expect(warnings()).toEqual([])
  })

  test('go into the folder as well where there is one', async () => {
    const { url, spans } = await collector()
    const folder = await mkdtemp(join(tmpdir(), 'traces-'))
    closers.push(() => rm(folder, { recursive: true }))
    const { stop } = await telemetry({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${url}/elsewhere` }, { folder })
    await work()
    await stop()

    const written = (await readFile(join(folder, 'tested.spans.ndjson'), 'utf8')).trim().split('\n')
    expect(written.map((line) => z.object({ spanId: z.string() }).parse(JSON.parse(line)).spanId)).toEqual(
      spans().map(({ spanId }) => spanId),
    )
  })

  test('are the same share as elsewhere', async () => {
    const { url, requests } = await collector()
    const { stop } = await telemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url }, { ratio: 0 })
    await work()
    await stop()

    expect(requests).toEqual([])
  })
})

/** Far more than may wait. */
async function muchWork(): Promise<number> {
  const startedAt = performance.now()
  for (let n = 0; n < 10_000; n += 1) {
    await work()
    if (n % 100 === 0) await turn()
  }

  return performance.now() - startedAt
}

describe('a collector that', () => {
  test('is down fails no work, costs it nothing and is told of once', async () => {
    const gone = await collector()
    await gone.close()
    const { stop, warnings } = await telemetry({
      OTEL_EXPORTER_OTLP_ENDPOINT: gone.url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '400',
    })
    expect(await muchWork()).toBeLessThan(5_000)
    await stop()

    expect(warnings()).toEqual([{ endpoint: new URL(gone.url).host, reason: 'ECONNREFUSED', times: 1 }])
  })

  test('refuses is told of by its status', async () => {
    const { url } = await collector((response) => void response.writeHead(401).end('who are you?'))
    const { stop, warnings } = await telemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
    await work()
    await stop()

    expect(warnings()).toEqual([expect.objectContaining({ reason: '401' })])
  })

  test('answers late gets everything', async () => {
    const { url, spans } = await collector((response) => void setTimeout(() => accepted(response), 500))
    const { stop, warnings } = await telemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: url })
    await work()
    await stop()

    expect(spans().map(({ name }) => name)).toEqual(['inner', 'outer'])
    expect(warnings()).toEqual([])
  })

  test('never answers holds up neither work nor the end of the process', async () => {
    const { url, spans } = await collector(() => {})
    const { stop, warnings } = await telemetry({
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_TIMEOUT: '3500',
    })
    expect(await muchWork()).toBeLessThan(5_000)
    const stoppedAt = performance.now()
    await stop()

    expect(performance.now() - stoppedAt).toBeLessThan(4_500)
    expect(warnings()).toHaveLength(1)
    // What was made is bounded: the rest was dropped while the first batch waited.
    expect(spans().length).toBeGreaterThan(0)
    expect(spans().length).toBeLessThan(10_000)
  })
})

describe('the environment', () => {
  test.each([
    [{}, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, undefined],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://there:4318' }, 'http://there:4318/v1/traces'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'https://there/otlp/' }, 'https://there/otlp/v1/traces'],
    [
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://there',
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://traces/as-it-is',
      },
      'http://traces/as-it-is',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://there', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' },
      'http://there/v1/traces',
    ],
  ])('%j wants traces at %s', (env, url) => expect(otlpEndpoint(env)).toBe(url))

  test.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'localhost:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT="localhost:4318"'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }, 'is no URL with http: or https:'],
    [
      { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'ftp://there' },
      'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT="ftp://there"',
    ],
    [
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://there:4317', OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' },
      'not by grpc',
    ],
  ])('%j stops the start with a sentence', async (env, sentence) => {
    const start = telemetry(env)

    await expect(start).rejects.toThrow(ConfigurationError)
    await expect(start).rejects.toThrow(sentence)
    expect(writesSpans()).toBe(false)
  })
})
