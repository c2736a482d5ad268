import { readFileSync } from 'node:fs'
import { diag, DiagLogLevel, type Attributes } from '@opentelemetry/api'
import { setGlobalErrorHandler } from '@opentelemetry/core'
import { BatchSpanProcessor, type SpanProcessor } from '@opentelemetry/sdk-trace-node'
import { z } from 'zod'
import { ConfigurationError } from './config.ts'
import type { Log } from './log.ts'

/**
 * Where the environment wants spans to go by OTLP over HTTP: the URL of the traces, undefined for nowhere. Throws a
 * ConfigurationError when that is no URL or another protocol is asked for.
 */
export function otlpEndpoint(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const own = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
  const name = env[own] ? own : 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const given = env[name]
  if (!given) return undefined

  const url = URL.parse(given)
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new ConfigurationError(
      `The process cannot start. ${name}="${given}" is no URL with http: or https:, such as http://localhost:4318.`,
    )
  }
  const protocol = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] || env['OTEL_EXPORTER_OTLP_PROTOCOL']
  if (protocol === 'grpc') {
    throw new ConfigurationError(
      `The process cannot start. Traces are sent by OTLP over HTTP, not by grpc: give ${name} the collector's port for HTTP, usually 4318, and OTEL_EXPORTER_OTLP_PROTOCOL=http/json.`,
    )
  }
  if (name !== own) url.pathname = `${url.pathname.replace(/\/$/, '')}/v1/traces`

  return url.href
}

/** Who sends spans, as a collector knows it. */
export function resourceOf(process: string) {
  return resource({ 'service.name': process, 'service.namespace': 'pactwork', 'service.version': version() })
}

type Resource = {
  attributes: Attributes
  merge(other: { attributes: Attributes } | null): Resource
  getRawAttributes(): [string, Attributes[string]][]
}

const resource = (attributes: Attributes): Resource => ({
  attributes,
  merge: (other) => resource({ ...attributes, ...other?.attributes }),
  getRawAttributes: () => Object.entries(attributes),
})

const version = (): string => {
  const about = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')

  return z.object({ version: z.string() }).parse(JSON.parse(about)).version
}

/** Spans that wait to be sent, at most; more are dropped and counted. About 2 KB each. */
const mostWaiting = 8_192

/**
 * Sends spans in batches. What cannot be sent is repeated for 10 s (`OTEL_EXPORTER_OTLP_TIMEOUT`) and dropped; that
 * is told once a minute at most. The library that does it is loaded here, for those alone who send.
 */
export async function sendingSpans(url: string, log: Log): Promise<SpanProcessor> {
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http')
  const tell = nowAndThen((times, reason) =>
    log.warn({ endpoint: new URL(url).host, reason, times }, 'spans could not be sent'),
  )
  setGlobalErrorHandler((error) => tell(reasonOf(error)))
  diag.setLogger(
    { error: tell, warn: tell, info() {}, debug() {}, verbose() {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  )

  return new BatchSpanProcessor(new OTLPTraceExporter({ url }), {
    scheduledDelayMillis: 1_000,
    maxQueueSize: mostWaiting,
    exportTimeoutMillis: 15_000,
  })
}

const interval = 60_000

/** Passes the first of many on, and then one a minute at most, with how many it stands for. */
function nowAndThen(tell: (times: number, reason: string) => void): (reason: string) => void {
  let last = Number.NEGATIVE_INFINITY
  let times = 0

  return (reason) => {
    times += 1
    if (performance.now() - last < interval) return
    last = performance.now()
    tell(times, reason)
    times = 0
  }
}

/** `ECONNREFUSED`, `401`, or what the library says. */
function reasonOf(error: unknown): string {
  const { code, message } = told.parse(error)

  return String(code ?? message ?? error)
}

const told = z
  .object({ code: z.union([z.string(), z.number()]).optional(), message: z.string().optional() })
  .catch({})
