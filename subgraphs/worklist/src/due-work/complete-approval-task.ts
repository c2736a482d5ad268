import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { engine } from '../engine/engine.ts'
import { isActive } from '../process-correlation.ts'
import { processesOf } from '../process-correlation.store.ts'
import { nextLook } from './pace.ts'

/**
 * Completes the engine's user task after the domain has decided, and only then. Tries until the task exists or
 * the instance has ended; the task decides nothing, so that doing this late or twice is harmless (APR-10).
 */
export const completeApprovalTask = dueWork({
  kind: 'worklist.complete-approval-task',
  payload: z.object({ quoteId: z.string(), revision: z.int(), decidedAt: z.iso.datetime() }),

  async run({ payload: { quoteId, revision, decidedAt } }, { read, clock, reschedule }) {
    if (!engine().config.hints) return
    const again = () => reschedule(nextLook(new Date(decidedAt), clock.now(), { least: 200, most: 30_000 }))

    const known = await read((uow) => processesOf(uow, quoteId))
    const process = known.find(
      (one) => one.processKey === 'quote-approval' && one.variables['revision'] === revision,
    )
    if (!process || !isActive(process)) return
    if (!process.processInstanceId) return again()
    if (await engine().completeUserTask(process.processInstanceId)) return

    const seen = await engine().observe(process.processInstanceId)
    if (seen === 'ACTIVE' || seen === 'SUSPENDED') again()
  },
})
