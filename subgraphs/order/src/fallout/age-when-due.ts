import { dueWork } from '@pactwork/kernel/due-work'
import { idOf } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { ageingKind } from './ageing.ts'
import { noteFalloutAgeing } from './commands/note-fallout-ageing.ts'

/** Looks at a case at each of its marks, until it is closed or has passed the last. */
export const ageWhenDue = dueWork({
  kind: ageingKind,
  payload: z.object({ falloutCase: z.uuid() }),
  async run({ payload, key, dueAt }, { execute, reschedule }) {
    const input = { caseId: idOf('fal', payload.falloutCase) }
    const { lookAgainAt } = await execute(noteFalloutAgeing, input, { key: `${key}@${dueAt.toISOString()}` })
    if (typeof lookAgainAt === 'string') reschedule(new Date(lookAgainAt))
  },
})
