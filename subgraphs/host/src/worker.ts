import type { Log } from '@pactwork/kernel/runtime/log'
import { startWorkers } from '@pactwork/workflow/workers/index'
import { deployProcesses } from '@pactwork/worklist/index'

/** The role `worker`: the processes are deployed (unchanged ones are not deployed again), then worked on. */
export async function startWorkerRole(log: Log): Promise<{ stop(): Promise<void> }> {
  const { deployed } = await deployProcesses()
  log.info({ deployed }, deployed.length > 0 ? 'processes deployed' : 'the deployed processes are current')

  return startWorkers({ log })
}
