import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { approvals, readApprovalsOf, retireUpTo } from '../approval-request.store.ts'
import { invalidate } from '../decide.ts'

/** Voids the request about a revision that is no longer on offer, and any that would still be recorded (APR-05). */
export const invalidateApproval = command({
  name: 'invalidateApproval',
  permission: null,
  machines: ['consumer'],
  input: z.object({ quoteId: idSchema('quo'), revision: z.int().positive(), because: z.string().min(1) }),
  reason: ({ because }) => because,

  async handle({ quoteId, revision, because }, { uow }) {
    await retireUpTo(uow, quoteId, revision)
    const [known] = await readApprovalsOf(uow, [quoteId], revision)
    if (known) {
      const request = await approvals(uow).load(known.id)
      await approvals(uow).save(request, invalidate(request, { because }))
    }

    return { __typename: 'InvalidateApprovalPayload', quoteId, revision, approvalId: known?.id ?? null }
  },
})
