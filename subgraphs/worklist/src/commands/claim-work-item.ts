import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { mayWorkOn } from '../queue.rules.ts'
import { claim } from '../work-item.ts'
import { workItems } from '../work-item.store.ts'

/** Tells colleagues who is at it. Decides nothing about the subject. */
export const claimWorkItem = command({
  name: 'claimWorkItem',
  permission: 'worklist:claim',
  input: z.object({ workItemId: idSchema('wki'), expectedVersion: z.int().positive().nullish() }),

  async handle({ workItemId, expectedVersion }, { uow, actor }) {
    const item = await workItems(uow).load(workItemId, expectedVersion)
    if (!mayWorkOn(item, actor)) return refuse('WORK_ITEM_NOT_IN_GROUP', { queue: item.queue })
    const claimed = await workItems(uow).save(item, claim(item, { by: actor.id }))

    return { __typename: 'ClaimWorkItemPayload', workItem: { id: claimed.id } }
  },
})
