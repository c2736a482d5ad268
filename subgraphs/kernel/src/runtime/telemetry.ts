import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import {
  context,
  propagation,
  SpanStatusCode,
  trace,
  TraceFlags,
  type Attributes,
  type Context,
  type Span,
  type SpanKind,
} from '@opentelemetry/api'
import {
  globalErrorHandler,
  hrTimeToMilliseconds,
  W3CTraceContextPropagator,
  type ExportResult,
} from '@opentelemetry/core'
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node'
import { createLog, type Log } from './log.ts'
import { otlpEndpoint, resourceOf, sendingSpans } from './otlp.ts'

/** Writes finished spans as NDJSON, one file per process: enough to follow one journey on one machine. */
class FileSpanExporter implements SpanExporter {
  readonly #process: string
  readonly #file: string

  constructor(folder: string, process: string) {
    mkdirSync(folder, { recursive: true })
    this.#process = process
    this.#file = join(folder, `${process}.spans.ndjson`)
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const lines = spans.map((span) =>
      JSON.stringify({
        traceId: span.spanContext().traceId,
        spanId: span.spanContext().spanId,
        parentSpanId: span.parentSpanContext?.spanId,
        name: span.name,
        process: this.#process,
        startedAt: new Date(hrTimeToMilliseconds(span.startTime)).toISOString(),
        milliseconds: hrTimeToMilliseconds(span.duration),
        failed: span.status.code === SpanStatusCode.ERROR,
        attributes: span.attributes,
      }),
    )
    appendFileSync(this.#file, lines.map((line) => `${line}\n`).join(''))
    done({ code: 0 })
  }

  async shutdown(): Promise<void> {}
}

let written = false

/** True when this process writes or sends spans: for those that are many, and of use only where they are read. */
export const writesSpans = (): boolean => written

type Telemetry = {
  folder?: string | undefined
  /** The URL that takes spans by OTLP. */
  endpoint?: string | undefined
  /** 0 to 1. */
  ratio?: number
  /** Where it is said that spans cannot be sent; the process' own without it. */
  log?: Log
}

/**
 * Turns tracing on for this process. Spans go to `PACTWORK_TRACE_DIR` and to the collector that the standard
 * variables of OTLP name, to either or both: of the traces that start here the given share (all of them by default),
 * of those that a caller started what the caller decided. Without both the trace context is passed on (W3C), and
 * nothing that starts here is recorded. Throws a ConfigurationError when a variable is wrong.
 */
export async function startTelemetry(
  process: string,
  {
    folder = globalThis.process.env.PACTWORK_TRACE_DIR,
    endpoint = otlpEndpoint(),
    ratio = 1,
    log,
  }: Telemetry = {},
): Promise<{ stop(): Promise<void> }> {
  const processors: SpanProcessor[] = []
  if (folder) processors.push(writingSpans(folder, process))
  if (endpoint) processors.push(await sendingSpans(endpoint, log ?? createLog(process)))

  written = processors.length > 0
  const provider = new NodeTracerProvider({
    sampler: new ParentBasedSampler({
      root: written ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOffSampler(),
    }),
    spanProcessors: processors,
    ...(endpoint && { resource: resourceOf(process) }),
  })
  provider.register({ propagator: new W3CTraceContextPropagator() })

  return {
    /** What waits is written and sent; a collector that does not take it in time does not get it. */
    async stop() {
      written = false
      const ended = provider.shutdown().catch(globalErrorHandler)
      const late = delay(flushWithin, 'LATE', { ref: false })
      if ((await Promise.race([ended, late])) === 'LATE') globalErrorHandler(new Error('no time was left'))
    },
  }
}

/** Milliseconds that the end of a process waits for a collector. */
const flushWithin = 3_000

const writingSpans = (folder: string, process: string): SpanProcessor =>
  new BatchSpanProcessor(new FileSpanExporter(folder, process), {
    scheduledDelayMillis: 500,
    maxQueueSize: 16_384,
  })

const tracer = () => trace.getTracer('pactwork')

/**
 * Runs `work` in a span of its own; a throw marks the span as failed and goes on up. Within a trace that is not
 * recorded nobody would see the span: there its parent stands for it.
 */
export async function inSpan<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
  options: { parent?: Context; kind?: SpanKind } = {},
): Promise<Result> {
  const parent = options.parent ?? context.active()
  const above = trace.getSpan(parent)
  if (above && !isSampled(above)) {
    return options.parent ? context.with(parent, () => work(above)) : work(above)
  }
  const spanOptions = options.kind === undefined ? { attributes } : { attributes, kind: options.kind }

  return tracer().startActiveSpan(name, spanOptions, parent, async (span) => {
    try {
      return await work(span)
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' })
      throw error
    } finally {
      span.end()
    }
  })
}

/** The same for work that is done at once; nothing below it is in the span. */
export function inShortSpan<Result>(name: string, attributes: Attributes, work: () => Result): Result {
  const above = trace.getActiveSpan()
  if (!above || !isSampled(above)) return work()

  const span = tracer().startSpan(name, { attributes })
  try {
    return work()
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR, message: error instanceof Error ? error.name : 'unknown' })
    throw error
  } finally {
    span.end()
  }
}

const isSampled = (span: Span): boolean => (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0

/** `traceparent` and friends of the active span, to send along with a call, an event or a process variable. */
export function traceHeaders(): Record<string, string> {
  const carrier: Record<string, string> = {}
  propagation.inject(context.active(), carrier)

  return carrier
}

/** The trace context that came in with headers, to continue it. */
export const traceFrom = (headers: Record<string, unknown>): Context =>
  propagation.extract(context.active(), headers)

/** Adds what became known meanwhile to the active span. */
export const noteOnSpan = (attributes: Attributes): void =>
  void trace.getActiveSpan()?.setAttributes(attributes)
