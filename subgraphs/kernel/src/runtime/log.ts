import { trace } from '@opentelemetry/api'
import { pino, type Logger } from 'pino'

export type Log = Logger

/**
 * NDJSON on stdout, one line per fact, with the trace that is active. Nothing personal and no payloads:
 * ids, codes, counts and durations only (SEC-08).
 */
export const createLog = (
  process: string,
  level = globalThis.process.env.PACTWORK_LOG_LEVEL ?? 'info',
): Log =>
  pino({
    level,
    base: { process },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId } : {}
    },
    redact: { paths: ['authorization', 'headers.authorization', 'token', 'password'], censor: '***' },
  })
