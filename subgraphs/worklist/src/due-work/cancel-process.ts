import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { engine } from '../engine/engine.ts'

/** Ends whatever instances were started for a superseded correlation. */
export const cancelProcess = dueWork({
  kind: 'worklist.cancel-process',
  payload: z.object({ processCorrelationId: z.string() }),

  async run({ payload: { processCorrelationId } }) {
    for (const instance of await engine().startedFor(processCorrelationId)) await engine().cancel(instance)
  },
})
