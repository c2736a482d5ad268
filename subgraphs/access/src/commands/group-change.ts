import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'

/** The name of a group, such as a queue of work items. */
export const groupName = z.string().regex(/^[\w:.-]{1,80}$/, 'must be a group name')

/** What taking somebody into a group and out of it have in common. */
export const groupChange = z.object({
  userId: idSchema('usr'),
  group: groupName,
  reason: z.string().trim().min(1).max(500),
})
