import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import type { ApprovalEvent } from '@pactwork/contracts/events/approval'
import type { Decision } from '@pactwork/kernel/decision'
import { given } from '@pactwork/kernel/testing'
import { evolve, type ApprovalRequest, type QuoteFacts } from './approval-request.ts'
import {
  approvalStates,
  describeApprovalTransitions,
  nextApprovalState,
  type ApprovalCommand,
  type ApprovalState,
} from './approval-state.ts'
import { standardLimits } from './authority.ts'
import { approve, invalidate, refuse } from './decide.ts'
import { recordRequirement, type RecordedRequirement } from './requirement.ts'

const at = new Date('2026-07-01T10:00:00.000Z')

const quote: QuoteFacts = {
  quoteId: 'quo_1',
  state: 'SUBMITTED',
  revision: 1,
  priceHash: 'sha256:price',
  discountBasisPoints: 1500,
  contractValueMinor: 500_000,
  currency: 'EUR',
  approvalTriggers: ['DISCOUNT_ABOVE_AUTHORITY'],
  submittedBy: 'usr_sales',
}

const requirement: RecordedRequirement = {
  quoteId: 'quo_1',
  revision: 1,
  priceHash: 'sha256:price',
  level: 'MANAGER',
  candidateGroup: 'approvers',
  inputs: { discountBasisPoints: 1500, contractValueMinor: 500_000 },
  outputs: { level: 'MANAGER', candidateGroup: 'approvers' },
  dmnKey: 'approval-level',
  dmnVersion: 1,
  dmnHash: 'sha256:dmn',
}

const recording = { approvalId: 'apr_1', requirement, quote, retiredRevision: 0, limits: standardLimits, at }
const approver = { id: 'usr_approver', roles: ['APPROVER'], groups: ['approvers'] }
const director = { id: 'usr_director', roles: ['APPROVER'], groups: ['approval-directors'] }
const deciding = { by: approver, reason: 'fair', quote, limits: standardLimits }

function after(decision: Decision<ApprovalEvent>, from?: ApprovalRequest): ApprovalRequest {
  if (decision.kind !== 'accepted') throw new Error(decision.code)
  const request = decision.events.reduce<ApprovalRequest | undefined>(
    (state, event) => evolve(state, event, { id: 'apr_1', version: (state?.version ?? 0) + 1, at }),
    from,
  )
  if (!request) throw new Error('nothing happened')

  return request
}

const pending = after(recordRequirement(undefined, recording))
const requestIn: Record<ApprovalState, ApprovalRequest> = {
  PENDING: pending,
  APPROVED: after(approve(pending, deciding), pending),
  REJECTED: after(refuse(pending, deciding), pending),
  INVALIDATED: after(invalidate(pending, { because: 'revised' }), pending),
}

describe('APR-06 the transition table is what the deciders do', () => {
  const commands: Record<ApprovalCommand, (request: ApprovalRequest) => Decision<ApprovalEvent>> = {
    approveQuote: (request) => approve(request, deciding),
    rejectQuote: (request) => refuse(request, deciding),
    invalidateApproval: (request) => invalidate(request, { because: 'revised' }),
  }
  const pairs = approvalStates.flatMap((state) =>
    (Object.keys(commands) as ApprovalCommand[]).map((command) => [state, command] as const),
  )

  test.each(pairs)('%s and %s', (state, command) => {
    const expected = nextApprovalState(state, command)
    const decision = commands[command](requestIn[state])

    expect(decision.kind).toBe(expected ? 'accepted' : 'rejected')
    expect(decision.kind === 'accepted' ? after(decision, requestIn[state]).state : undefined).toBe(expected)
  })

  test('and what the graph says', () => {
    const schema = readFileSync(new URL('../schema/approval-request.graphql', import.meta.url), 'utf8')

    expect(schema).toContain(describeApprovalTransitions())
  })
})

describe('A requirement', () => {
  test('APR-01 M27 is kept with what the decision table was asked, what it said, and by which version', () => {
    given(undefined)
      .when(recordRequirement, recording)
      .then({
        type: 'ApprovalRequested',
        level: 'MANAGER',
        candidateGroup: 'approvers',
        requestedBy: 'usr_sales',
        dmnVersion: 1,
        inputs: requirement.inputs,
        outputs: requirement.outputs,
        inputsHash: expect.stringMatching(/^sha256:/) as unknown as string,
        dueAt: '2026-07-02T10:00:00.000Z',
      })
  })

  test('APR-01 at level NONE the policy approves at once, and that is on record, too', () => {
    const none = { ...requirement, level: 'NONE', candidateGroup: 'none' }
    const within = { ...quote, approvalTriggers: [] }

    given(undefined)
      .when(recordRequirement, { ...recording, requirement: none, quote: within })
      .then(
        { type: 'ApprovalWaived', level: 'NONE' },
        { type: 'ApprovalGranted', decidedBy: 'policy', priceHash: 'sha256:price' },
      )
  })

  test('APR-01 NONE is not enough where pricing says that somebody has to approve', () => {
    given(undefined)
      .when(recordRequirement, {
        ...recording,
        requirement: { ...requirement, level: 'NONE', candidateGroup: 'none' },
      })
      .then({
        type: 'ApprovalRequested',
        level: 'MANAGER',
        candidateGroup: 'approvers',
        reasons: ['DISCOUNT_ABOVE_AUTHORITY'],
      })
  })

  test.each([
    ['another revision', { quote: { ...quote, revision: 2 } }],
    ['another price', { quote: { ...quote, priceHash: 'sha256:other' } }],
    ['another discount', { quote: { ...quote, discountBasisPoints: 100 } }],
    ['another contract value', { quote: { ...quote, contractValueMinor: 1 } }],
    ['a retired revision', { retiredRevision: 1 }],
  ])('APR-03 for %s is refused', (_, over) => {
    given(undefined)
      .when(recordRequirement, { ...recording, ...over })
      .rejects('APPROVAL_REQUIREMENT_STALE')
  })

  test('is refused when nothing is to be approved', () => {
    given(undefined)
      .when(recordRequirement, { ...recording, quote: null })
      .rejects('APPROVAL_NOT_AWAITED')
    given(undefined)
      .when(recordRequirement, { ...recording, quote: { ...quote, state: 'CANCELLED' } })
      .rejects('APPROVAL_NOT_AWAITED', { state: 'CANCELLED' })
    given(undefined)
      .when(recordRequirement, { ...recording, requirement: { ...requirement, level: 'KING' } })
      .rejects('APPROVAL_LEVEL_UNKNOWN')
  })
})

describe('Deciding', () => {
  test('APR-04 keeps the authority as it was', () => {
    given(pending)
      .when(approve, deciding)
      .then({
        type: 'ApprovalGranted',
        decidedBy: 'usr_approver',
        revision: 1,
        priceHash: 'sha256:price',
        authority: {
          policyVersion: 'standard-1',
          level: 'MANAGER',
          via: 'role:APPROVER',
          maximumDiscountBasisPoints: 2000,
          maximumContractValueMinor: 99_999_999,
          hash: expect.stringMatching(/^sha256:/) as unknown as string,
        },
      })
  })

  test('APR-02 SEC-01d nobody decides on a quote of their own', () => {
    const own = { ...deciding, by: { ...director, id: 'usr_sales' } }

    given(pending).when(approve, own).rejects('APPROVAL_OWN_REQUEST')
    given(pending).when(refuse, own).rejects('APPROVAL_OWN_REQUEST')
  })

  test('SEC-01d WFL-06 is for the group the work is given to, or for somebody of a higher level', () => {
    given(pending)
      .when(approve, { ...deciding, by: { ...approver, groups: ['others'] } })
      .rejects('APPROVAL_NOT_IN_GROUP')
    given(pending)
      .when(approve, { ...deciding, by: director })
      .then({ type: 'ApprovalGranted', decidedBy: 'usr_director' })
  })

  test('SEC-01d ends where the authority ends', () => {
    const inGroup = { ...deciding, by: { ...approver, groups: ['approvers', 'other'] } }

    given({ ...pending, discountBasisPoints: 2001 })
      .when(approve, inGroup)
      .rejects('APPROVAL_AUTHORITY_EXCEEDED')
    given({ ...pending, contractValueMinor: 100_000_000 })
      .when(approve, inGroup)
      .rejects('APPROVAL_AUTHORITY_EXCEEDED')
    given({ ...pending, level: 'DIRECTOR' })
      .when(approve, inGroup)
      .rejects('APPROVAL_AUTHORITY_EXCEEDED')
    given(pending)
      .when(approve, { ...deciding, by: { id: 'usr_x', roles: ['SALES_REP'], groups: ['approvers'] } })
      .rejects('APPROVAL_AUTHORITY_EXCEEDED')
  })

  test.each([
    ['was revised', { ...quote, revision: 2 }],
    ['has another price', { ...quote, priceHash: 'sha256:other' }],
    ['is not submitted any more', { ...quote, state: 'EXPIRED' }],
    ['is gone', null],
  ])('APR-03 SEC-01d a stale approval is refused: the quote %s', (_, now) => {
    given(pending)
      .when(approve, { ...deciding, quote: now })
      .rejects('APPROVAL_EVIDENCE_STALE')
  })

  test('APR-10 a refused decision leaves the request to be decided', () => {
    given(pending)
      .when(approve, { ...deciding, by: { ...approver, groups: [] } })
      .rejects('APPROVAL_NOT_IN_GROUP')
    given(pending).when(approve, deciding).then({ type: 'ApprovalGranted' })
  })
})

test('APR-05 a material change voids what was granted', () => {
  given(requestIn.APPROVED)
    .when(invalidate, { because: 'QuoteRevised' })
    .then({ type: 'ApprovalInvalidated', quoteId: 'quo_1', revision: 1, because: 'QuoteRevised' })
})
