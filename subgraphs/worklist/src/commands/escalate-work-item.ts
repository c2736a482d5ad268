import { command } from '@pactwork/kernel/command'
import { refuse } from '@pactwork/kernel/errors'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { mayWorkOn } from '../queue.rules.ts'
import { escalate } from '../work-item.ts'
import { workItems } from '../work-item.store.ts'

/** Moves a work item to the queue above, by a person with a reason or because its time ran out (APR-09). */
export const escalateWorkItem = command({
  name: 'escalateWorkItem',
  permission: 'worklist:claim',
  machines: ['scheduler'],
  input: z.object({ workItemId: idSchema('wki'), reason: z.string().trim().min(1).max(500) }),
  reason: ({ reason }) => reason,

  async handle({ workItemId, reason }, { uow, actor }) {
    const item = await workItems(uow).load(workItemId)
    if (actor.kind === 'user' && !mayWorkOn(item, actor))
      return refuse('WORK_ITEM_NOT_IN_GROUP', { queue: item.queue })
    const because = actor.kind === 'user' ? 'by a person' : reason
    const escalated = await workItems(uow).save(item, escalate(item, { because }))

    return { __typename: 'EscalateWorkItemPayload', workItem: { id: escalated.id } }
  },
})
