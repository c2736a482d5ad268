import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { cancel, finish } from '../work-item.ts'
import { workItemAbout, workItems } from '../work-item.store.ts'

/** Ends the work item about a subject because its owner decided, or because nothing is to be done any more. */
export const closeWorkItem = command({
  name: 'closeWorkItem',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    kind: z.enum(['APPROVAL', 'FALLOUT']),
    subjectId: z.string(),
    as: z.enum(['DONE', 'CANCELLED']),
    because: z.string(),
  }),

  async handle({ as, because, ...about }, { uow }) {
    const id = await workItemAbout(uow, about)
    if (!id) return { __typename: 'CloseWorkItemPayload', workItemId: null }

    const item = await workItems(uow).load(id)
    const decision = as === 'DONE' ? finish(item, { outcome: because }) : cancel(item, { because })
    await workItems(uow).save(item, decision)

    return { __typename: 'CloseWorkItemPayload', workItemId: id }
  },
})
