import { z } from 'zod'
import { variables } from '../quote-approval/variables.ts'
import { completed, refused } from '../runner/outcome.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  mutation RecordApprovalRequirement($input: RecordApprovalRequirementInput!, $idempotencyKey: ID!) {
    recordApprovalRequirement(input: $input, idempotencyKey: $idempotencyKey) {
      __typename
      ... on RecordApprovalRequirementPayload {
        level
        candidateGroup
      }
      ... on Rejection {
        code
        message
      }
    }
  }
`

const recorded = z.object({ level: z.string(), candidateGroup: z.string().nullable() })

/** Hands inputs and outputs of the decision table to the approval context, which has the last word on the level. */
export default defineWorker({
  topic: 'quote-approval-record-requirement',
  variables: variables.pick({
    quoteId: true,
    revision: true,
    priceHash: true,
    discountBasisPoints: true,
    contractValueMinor: true,
    dmnKey: true,
    dmnVersion: true,
    dmnHash: true,
    level: true,
    candidateGroup: true,
  }),

  async run({
    variables: { discountBasisPoints, contractValueMinor, level, candidateGroup, ...about },
    command,
  }) {
    const answer = await command('approval', document, {
      ...about,
      level,
      candidateGroup: level === 'NONE' ? null : candidateGroup,
      inputs: { discountBasisPoints, contractValueMinor },
      outputs: { level, candidateGroup },
    })
    if (answer.kind === 'rejected') return refused('REJECTED', answer.code)
    const requirement = recorded.parse(answer.payload)

    return completed({ level: requirement.level, candidateGroup: requirement.candidateGroup ?? 'none' })
  },
})
