import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { openWorkItem as open } from '../work-item.ts'
import { workItemAbout, workItems } from '../work-item.store.ts'

/** Puts a subject into a queue, once. What is due goes up a queue when nobody took it in time. */
export const openWorkItem = command({
  name: 'openWorkItem',
  permission: null,
  machines: ['consumer'],
  input: z.object({
    kind: z.enum(['APPROVAL', 'FALLOUT']),
    subjectId: z.string(),
    queue: z.string(),
    about: z.string(),
    dueAt: z.iso.datetime().nullable(),
  }),

  async handle(input, { uow, newId }) {
    const known = await workItemAbout(uow, input)
    if (known) return { __typename: 'OpenWorkItemPayload', workItemId: known }

    const item = await workItems(uow).create(newId('wki'), open(undefined, input))
    if (item.dueAt)
      await uow.due({
        kind: 'worklist.escalate-work-item',
        at: item.dueAt,
        key: item.id,
        payload: { workItemId: item.id },
      })

    return { __typename: 'OpenWorkItemPayload', workItemId: item.id }
  },
})
