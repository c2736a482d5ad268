import { setTimeout as delay } from 'node:timers/promises'
import { engine } from './engine.ts'
import { EngineUnreachable } from './rest.ts'

const patience = 60_000

/**
 * Deploys what changed, when a worker process starts; an engine that is still starting is waited for. A restart
 * with unchanged files deploys nothing.
 */
export async function deployProcesses(): Promise<{ deployed: string[] }> {
  const deadline = Date.now() + patience
  for (;;) {
    try {
      return await engine().deploy()
    } catch (error) {
      if (!(error instanceof EngineUnreachable) || Date.now() > deadline) throw error
      await delay(500)
    }
  }
}
