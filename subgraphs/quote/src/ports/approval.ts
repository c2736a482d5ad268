import type { Actor } from '@pactwork/kernel/actor'
import type { Ports } from '@pactwork/kernel/ports'
import { z } from 'zod'
import type { ApprovalEvidence } from '../quote.evidence.ts'
import type { Quote } from '../quote.ts'

const evidenceDocument = `query ApprovalOfQuote($quoteId: ID!, $revision: Int!) {
  approvalEvidence(quoteId: $quoteId, revision: $revision) { approvalId revision priceHash state hash asOf }
}`
const evidenceShape = z.object({
  approvalEvidence: z
    .object({
      approvalId: z.string(),
      revision: z.int(),
      priceHash: z.string(),
      state: z.string(),
      hash: z.string(),
      asOf: z.string(),
    })
    .nullable(),
})

/** What the owner of approvals says of the current revision now. */
export const approvalOf = async (ports: Ports, { id, revision }: Quote): Promise<ApprovalEvidence | null> =>
  (await ports.query('approval', evidenceDocument, { quoteId: id, revision }, evidenceShape)).approvalEvidence

const authorityDocument = `query DiscountAuthority($roles: [String!]!, $groups: [String!]!) {
  discountAuthority(roles: $roles, groups: $groups) { policyVersion maximumDiscountBasisPoints }
}`
const authorityShape = z.object({
  discountAuthority: z.object({ policyVersion: z.string(), maximumDiscountBasisPoints: z.int() }),
})

export type DiscountAuthority = { authorityVersion: string; authorityBasisPoints: number }

/** How far the actor may discount alone, and by which version of the limits. */
export async function discountAuthorityOf(
  ports: Ports,
  { roles, groups }: Actor,
): Promise<DiscountAuthority> {
  const { discountAuthority } = await ports.query(
    'approval',
    authorityDocument,
    { roles, groups },
    authorityShape,
  )

  return {
    authorityVersion: discountAuthority.policyVersion,
    authorityBasisPoints: discountAuthority.maximumDiscountBasisPoints,
  }
}
