import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import type { Engine } from './engine/engine.ts'
import { EngineUnreachable } from './engine/rest.ts'
import type { ProcessCorrelation, Scalar } from './process-correlation.ts'
import { waits, type ProcessKey } from './processes.ts'

/** What came of a start: the instance, or null when the engine did not answer and nothing is known. */
export type Start = { processInstanceId: string | null }

/**
 * Starts the process of a correlation, unless the engine knows an instance already. Two at once may still start
 * two; the first external task of each asks the correlation, and only one goes on (M24).
 */
export async function startOnce(
  engine: Engine,
  process: ProcessCorrelation,
  tenantId: string,
): Promise<Start> {
  try {
    const [known] = await engine.startedFor(process.id)
    if (known) return { processInstanceId: known }

    const { definitionId, decision } = await engine.deployed(process.processKey)
    const variables: Record<string, Scalar> = {
      ...process.variables,
      ...pace(process.processKey, engine.config.waitSeconds),
      ...(decision && { dmnKey: decision.key, dmnVersion: decision.version, dmnHash: decision.hash }),
      traceparent: traceHeaders()['traceparent'] ?? '',
      tenantId,
      processCorrelationId: process.id,
    }

    return { processInstanceId: await engine.start(definitionId, process.businessKey, variables) }
  } catch (error) {
    if (error instanceof EngineUnreachable) return { processInstanceId: null }
    throw error
  }
}

const pace = (
  processKey: string,
  firstWait: number | undefined,
): { waitSeconds: number; waitCapSeconds: number } => {
  const { first, cap } = waits[processKey as ProcessKey]

  return { waitSeconds: Math.min(firstWait ?? first, cap), waitCapSeconds: cap }
}
