import { z } from 'zod'
import { defineEvents, type EventOf } from './define.ts'

const aboutRequest = {
  approvalId: z.string(),
  quoteId: z.string(),
  revision: z.int().positive(),
  priceHash: z.string(),
  level: z.string(),
}

/** What entitled the one who decided, as it was at that moment (APR-04). */
const authority = z.object({
  policyVersion: z.string(),
  level: z.string(),
  via: z.string(),
  maximumDiscountBasisPoints: z.int(),
  maximumContractValueMinor: z.int(),
  hash: z.string(),
})

export const approvalEvents = defineEvents({
  context: 'approval',
  aggregate: 'ApprovalRequest',
  topic: 'pactwork.approval.approval-request.v1',
  events: {
    ApprovalRequested: {
      version: 1,
      description: 'A person of the candidate group has to decide on this revision at this price.',
      payload: z.object({
        ...aboutRequest,
        candidateGroup: z.string(),
        requestedBy: z.string(),
        discountBasisPoints: z.int(),
        contractValueMinor: z.int(),
        currency: z.string(),
        dmnKey: z.string(),
        dmnVersion: z.int(),
        dmnHash: z.string(),
        inputs: z.record(z.string(), z.unknown()),
        outputs: z.record(z.string(), z.unknown()),
        inputsHash: z.string(),
        reasons: z.array(z.string()),
        dueAt: z.iso.datetime(),
      }),
    },
    ApprovalWaived: {
      version: 1,
      description: 'The policy asks for nobody: recorded with the decision table that said so.',
      payload: z.object({
        ...aboutRequest,
        requestedBy: z.string(),
        discountBasisPoints: z.int(),
        contractValueMinor: z.int(),
        currency: z.string(),
        dmnKey: z.string(),
        dmnVersion: z.int(),
        dmnHash: z.string(),
        inputs: z.record(z.string(), z.unknown()),
        outputs: z.record(z.string(), z.unknown()),
        inputsHash: z.string(),
      }),
    },
    ApprovalGranted: {
      version: 1,
      description: 'Exactly this revision at exactly this price is approved, by a person or by the policy.',
      payload: z.object({ ...aboutRequest, decidedBy: z.string(), authority, reason: z.string() }),
    },
    ApprovalRejected: {
      version: 1,
      description: 'Approval was refused by a person with the authority to give it.',
      payload: z.object({ ...aboutRequest, decidedBy: z.string(), authority, reason: z.string() }),
    },
    ApprovalInvalidated: {
      version: 1,
      description: 'The revision this request or approval is about is no longer the one on offer (APR-05).',
      payload: z.object({ ...aboutRequest, because: z.string() }),
    },
  },
})

export const authorityPolicyEvents = defineEvents({
  context: 'approval',
  aggregate: 'AuthorityPolicy',
  topic: 'pactwork.approval.authority-policy.v1',
  events: {
    AuthorityLimitsPublished: {
      version: 1,
      description:
        'A new version of who may decide up to where; decisions keep the version they were made under.',
      payload: z.object({ policyId: z.string(), policyVersion: z.string(), limitsHash: z.string() }),
    },
  },
})

export type ApprovalEvent = EventOf<typeof approvalEvents>
export type AuthorityPolicyEvent = EventOf<typeof authorityPolicyEvents>
