import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { engine } from '../engine/engine.ts'
import { processById } from '../process-correlation.store.ts'

/** A person asked for the failed step to be tried again. */
export const retryProcessStep = dueWork({
  kind: 'worklist.retry-process',
  payload: z.object({ processCorrelationId: z.string() }),

  async run({ payload: { processCorrelationId } }, { read }) {
    const process = await read((uow) => processById(uow, processCorrelationId))
    if (!process?.processInstanceId) return
    const incident = await engine().incident(process.processInstanceId)
    if (incident) await engine().retry(incident)
  },
})
