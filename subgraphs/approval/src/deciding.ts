import { rejectMissing } from '@pactwork/kernel/errors'
import type { Gather, Handling } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import type { QuoteFacts } from './approval-request.ts'
import { readApprovals } from './approval-request.store.ts'
import { currentLimits } from './authority-policy.store.ts'
import { quoteToApprove } from './ports/quote.ts'

/** What both decisions take. */
export const decisionInput = z.object({
  approvalId: idSchema('apr'),
  reason: z.string().trim().min(1).max(500),
  expectedVersion: z.int().positive().nullish(),
})
export type DecisionInput = z.infer<typeof decisionInput>

/** Asks the quote's owner what the quote is now (M6, APR-03). */
export async function quoteOf(
  { approvalId }: DecisionInput,
  { ports, read }: Gather,
): Promise<QuoteFacts | null> {
  const [request] = await read((uow) => readApprovals(uow, [approvalId]))
  if (!request) return rejectMissing('ApprovalRequest')

  return quoteToApprove(ports, request.quoteId)
}

/** Who decides, with what, about what. */
export const decidingOf = async (
  { reason }: DecisionInput,
  { uow, actor, evidence }: Handling<QuoteFacts | null>,
) => ({
  by: { id: actor.id, roles: actor.roles, groups: actor.groups },
  reason,
  quote: evidence,
  limits: await currentLimits(uow),
})
