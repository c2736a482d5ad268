import { trace } from '@opentelemetry/api'
import { destination, pino, type Logger } from 'pino'

export type Log = Logger

/**
 * NDJSON on stdout, one line per fact, with the trace that is active. Nothing personal and no payloads:
 * ids, codes, counts and durations only (SEC-08). With `waits: false` nobody waits until a line is written: for who
 * writes one with every request. The process' end writes what is left; only what kills it takes the last lines along.
 */
export const createLog = (
  process: string,
  level = globalThis.process.env.PACTWORK_LOG_LEVEL ?? 'info',
  { waits = true } = {},
): Log =>
  pino(
    {
      level,
      base: { process },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => {
        const span = trace.getActiveSpan()?.spanContext()
        return span ? { traceId: span.traceId } : {}
      },
      redact: { paths: ['authorization', 'headers.authorization', 'token', 'password'], censor: '***' },
    },
    destination({ dest: 1, sync: waits }),
  )
