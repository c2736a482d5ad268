import { AsyncLocalStorage } from 'node:async_hooks'
import { traceHeaders } from './runtime/telemetry.ts'

/** What ties everything together that one request or event causes (INT-17). */
export type Correlation = { readonly correlationId: string; readonly causationId: string }

const active = new AsyncLocalStorage<Correlation>()

/** Runs `work` as part of a correlation; due work and calls to other contexts pick it up. */
export const correlated = <Result>(correlation: Correlation, work: () => Result): Result =>
  active.run(correlation, work)

/** The active correlation; work that nothing caused starts one of its own. */
export const currentCorrelation = (): Correlation => {
  const known = active.getStore()
  if (known) return known

  const correlationId = crypto.randomUUID()
  return { correlationId, causationId: correlationId }
}

/** Correlation and trace for a row of due work. */
export const ambient = (): { correlationId: string; trace: Record<string, string> } => ({
  correlationId: currentCorrelation().correlationId,
  trace: traceHeaders(),
})
