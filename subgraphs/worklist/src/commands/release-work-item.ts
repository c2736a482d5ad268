import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { release } from '../work-item.ts'
import { workItems } from '../work-item.store.ts'

/** Gives a claimed work item back to its queue: one's own, or anybody's for a supervisor. */
export const releaseWorkItem = command({
  name: 'releaseWorkItem',
  permission: 'worklist:claim',
  input: z.object({ workItemId: idSchema('wki'), expectedVersion: z.int().positive().nullish() }),

  async handle({ workItemId, expectedVersion }, { uow, actor }) {
    const item = await workItems(uow).load(workItemId, expectedVersion)
    const supervises = actor.permissions.has('worklist:supervise')
    const released = await workItems(uow).save(item, release(item, { by: actor.id, supervises }))

    return { __typename: 'ReleaseWorkItemPayload', workItem: { id: released.id } }
  },
})
