import { appendFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
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
import { hrTimeToMilliseconds, W3CTraceContextPropagator, type ExportResult } from '@opentelemetry/core'
import {
  AlwaysOffSampler,
  BatchSpanProcessor,
  NodeTracerProvider,
  ParentBasedSampler,
  type ReadableSpan,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node'

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

/** True when this process writes spans: for those that are many, and of use only where they are read. */
export const writesSpans = (): boolean => written

/**
 * Turns tracing on for this process. Spans go to `PACTWORK_TRACE_DIR`: of the traces that start here the given
 * share (0 to 1, all of them by default), of those that a caller started what the caller decided. Without a folder
 * the trace context is passed on (W3C), and nothing that starts here is recorded.
 */
export function startTelemetry(
  process: string,
  {
    folder = globalThis.process.env.PACTWORK_TRACE_DIR,
    ratio = 1,
  }: { folder?: string | undefined; ratio?: number } = {},
): { stop(): Promise<void> } {
  written = Boolean(folder)
  const provider = new NodeTracerProvider({
    sampler: new ParentBasedSampler({
      root: folder ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOffSampler(),
    }),
    spanProcessors: folder
      ? [
          new BatchSpanProcessor(new FileSpanExporter(folder, process), {
            scheduledDelayMillis: 500,
            maxQueueSize: 16_384,
          }),
        ]
      : [],
  })
  provider.register({ propagator: new W3CTraceContextPropagator() })

  return {
    async stop() {
      written = false
      await provider.shutdown()
    },
  }
}

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
