import type { RunTools } from '@pactwork/kernel/consumer'
import { engine } from '../engine/engine.ts'
import { EngineRefused, EngineUnreachable } from '../engine/rest.ts'
import { activeProcess } from '../process-correlation.store.ts'
import type { ProcessKey } from '../processes.ts'

/**
 * Tells a waiting instance that it is worth asking now. Only a hint: the engine forgets what nobody waits for,
 * and the instance asks by its timer anyway, so that a lost one costs time and nothing else (M25).
 */
export async function hint(
  message: string,
  to: { processKey: ProcessKey; domainId: string },
  { read }: RunTools,
): Promise<void> {
  if (!engine().config.hints) return
  const process = await read((uow) => activeProcess(uow, to))
  if (!process?.processInstanceId) return

  try {
    await engine().hint(message, process.processInstanceId)
  } catch (error) {
    if (!(error instanceof EngineUnreachable) && !(error instanceof EngineRefused)) throw error
  }
}
