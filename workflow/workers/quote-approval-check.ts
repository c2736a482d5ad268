import { z } from 'zod'
import { variables } from '../quote-approval/variables.ts'
import { completed } from '../runner/outcome.ts'
import { nextWait } from '../runner/waiting.ts'
import { defineWorker } from '../runner/worker.ts'

const document = /* GraphQL */ `
  query ApprovalEvidence($quoteId: ID!, $revision: Int!) {
    approvalEvidence(quoteId: $quoteId, revision: $revision) {
      state
    }
  }
`

const evidence = z.object({
  approvalEvidence: z
    .object({ state: z.enum(['PENDING', 'APPROVED', 'REJECTED', 'INVALIDATED']) })
    .nullable(),
})

/** What was decided, asked of the one who knows. Evidence that is gone belongs to a request that is void. */
export default defineWorker({
  topic: 'quote-approval-check',
  variables: variables.pick({ quoteId: true, revision: true, waitSeconds: true, waitCapSeconds: true }),

  async run({ variables: { quoteId, revision, ...wait }, query }) {
    const { approvalEvidence } = await query('approval', document, { quoteId, revision }, evidence)

    return completed({ outcome: approvalEvidence?.state ?? 'INVALIDATED', waitSeconds: nextWait(wait) })
  },
})
