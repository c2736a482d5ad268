import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { writesSpans } from './runtime/telemetry.ts'

/**
 * A statement that a recorded trace caused is a span of it. Its name is the verb and the table; neither the text
 * nor a parameter is told, for both may carry what is somebody's.
 */
export function inStatementSpan<Result>(statement: unknown, run: () => Result): Result {
  if (!writesSpans() || !trace.getActiveSpan()?.isRecording()) return run()

  const span = trace.getTracer('pactwork').startSpan(`sql ${summaryOf(statement)}`, {
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql' },
  })
  const failed = () => span.setStatus({ code: SpanStatusCode.ERROR })
  try {
    const result = run()
    if (result instanceof Promise) {
      result.then(undefined, failed).finally(() => span.end())
    } else span.end()
    return result
  } catch (error) {
    failed()
    span.end()
    throw error
  }
}

const literal = /'[^']*'/g
const target = /\b(?:from|into|update|join)\s+((?:"?\w+"?\.)?"?\w+"?)/i

/** `select quote.quote`, `insert due_work`, `commit`: what a statement does, to what. */
export function summaryOf(statement: unknown): string {
  const text = textOf(statement).slice(0, 5_000).replaceAll(literal, '')
  const verb = /\w+/.exec(text)?.[0].toLowerCase() ?? 'unknown'
  const table = target.exec(text)?.[1]?.replaceAll('"', '')

  return table && tabled.has(verb) ? `${verb} ${table}` : verb
}

const tabled = new Set(['select', 'insert', 'update', 'delete', 'with', 'merge'])

function textOf(statement: unknown): string {
  if (typeof statement === 'string') return statement
  return typeof statement === 'object' &&
    statement !== null &&
    'text' in statement &&
    typeof statement.text === 'string'
    ? statement.text
    : ''
}
