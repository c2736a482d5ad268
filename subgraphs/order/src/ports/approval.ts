import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import { approvalEvidence, type ApprovalEvidence } from '../evidence.ts'

const document = `query ApprovalEvidence($quoteId: ID!, $revision: Int!) {
  approvalEvidence(quoteId: $quoteId, revision: $revision) {
    approvalId revision priceHash state decidedBy hash asOf
  }
}`
const shape = z.object({ approvalEvidence: approvalEvidence.nullable() })

/** Whether the approval of one revision still stands, as its owner says now. */
export const approvalOf = async (
  ports: Ports,
  asked: { quoteId: string; revision: number },
): Promise<ApprovalEvidence | null> =>
  (await ports.query('approval', document, asked, shape)).approvalEvidence
