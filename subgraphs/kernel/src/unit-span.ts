import { trace } from '@opentelemetry/api'
import { inSpan } from './runtime/telemetry.ts'

/**
 * A unit of work within a trace is a span of it, with the number of statements it took; one that nobody's
 * request or event caused (looking for settings, for revocations) starts no trace.
 */
export function inUnitSpan<Result>(
  database: string,
  mode: 'read write' | 'read only',
  counted: { readonly statements?: number },
  work: () => Promise<Result>,
): Promise<Result> {
  if (!trace.getActiveSpan()) return work()

  const name = `${mode === 'read only' ? 'read' : 'write'} ${database}`
  return inSpan(name, {}, async (span) => {
    try {
      return await work()
    } finally {
      span.setAttribute('pactwork.statements', counted.statements ?? 0)
    }
  })
}
