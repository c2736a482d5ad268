import { command } from '@pactwork/kernel/command'
import { idSchema } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { approvals, readApprovalsOf, retireUpTo } from '../approval-request.store.ts'
import { currentLimits } from '../authority-policy.store.ts'
import { quoteToApprove } from '../ports/quote.ts'
import { recordRequirement } from '../requirement.ts'

const facts = z.record(z.string(), z.unknown())

/** Keeps what the decision table said and asks somebody to decide. Once a revision: later calls find the first. */
export const recordApprovalRequirement = command({
  name: 'recordApprovalRequirement',
  permission: null,
  machines: ['worker'],
  input: z.object({
    quoteId: idSchema('quo'),
    revision: z.int().positive(),
    priceHash: z.string().min(1),
    level: z.string().min(1),
    candidateGroup: z.string().min(1).nullish(),
    inputs: facts,
    outputs: facts,
    dmnKey: z.string().min(1),
    dmnVersion: z.int().positive(),
    dmnHash: z.string().min(1),
  }),

  gather: ({ quoteId }, { ports }) => quoteToApprove(ports, quoteId),

  async handle({ candidateGroup, ...input }, { uow, evidence: quote, clock, newId }) {
    const retiredRevision = await retireUpTo(uow, input.quoteId, 0)
    const [known] = await readApprovalsOf(uow, [input.quoteId], input.revision)
    const approvalId = newId('apr')
    const request =
      known?.priceHash === input.priceHash
        ? known
        : await approvals(uow).create(
            approvalId,
            recordRequirement(known, {
              approvalId,
              requirement: { ...input, candidateGroup: candidateGroup ?? null },
              quote,
              retiredRevision,
              limits: await currentLimits(uow),
              at: clock.now(),
            }),
          )

    return {
      __typename: 'RecordApprovalRequirementPayload',
      approvalRequest: { id: request.id },
      level: request.level,
      candidateGroup: request.candidateGroup,
    }
  },
})
