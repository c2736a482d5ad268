import { dueWork } from '@pactwork/kernel/due-work'
import { z } from 'zod'
import { escalateWorkItem } from '../commands/escalate-work-item.ts'

/** Time ran out. For what is decided already the refusal is the right answer, and the end (APR-09). */
export const escalateWhenDue = dueWork({
  kind: 'worklist.escalate-work-item',
  payload: z.object({ workItemId: z.string() }),

  async run({ payload, key }, { execute }) {
    await execute(escalateWorkItem, { ...payload, reason: 'not decided in time' }, { key: `due:${key}` })
  },
})
