import { reject, type Rejected } from '@pactwork/kernel/decision'
import type { PriceRequest, PricingPolicy } from './price-input.ts'

export type DiscountOutcome = {
  readonly lineId: string
  readonly basisPoints: number
  readonly reason: string
  readonly by: string
  readonly authorityBasisPoints: number
  readonly authorityVersion: string
  readonly outcome: 'WITHIN_AUTHORITY' | 'NEEDS_APPROVAL'
}

export type ApprovalTrigger = {
  readonly code: string
  readonly lineId: string | null
  readonly message: string
}

/** Nobody is given more than the policy's maximum; more than one's own authority is an approval's matter. */
export function aboveMaximum(request: PriceRequest, policy: PricingPolicy): Rejected | undefined {
  const line = request.lines.find(
    ({ discount }) => (discount?.basisPoints ?? 0) > policy.maximumDiscountBasisPoints,
  )
  if (!line) return undefined

  return reject('DISCOUNT_ABOVE_MAXIMUM', {
    lineId: line.lineId,
    asked: line.discount?.basisPoints,
    maximum: policy.maximumDiscountBasisPoints,
  })
}

/** What the policy says to each manual discount: who, why, with which authority, and whether that is enough. */
export function discountOutcomes(request: PriceRequest): DiscountOutcome[] {
  return request.lines.flatMap(({ lineId, discount }) =>
    discount && discount.basisPoints > 0
      ? [
          {
            lineId,
            basisPoints: discount.basisPoints,
            reason: discount.reason,
            by: discount.by,
            authorityBasisPoints: discount.authorityBasisPoints,
            authorityVersion: discount.authorityVersion,
            outcome:
              discount.basisPoints > discount.authorityBasisPoints ? 'NEEDS_APPROVAL' : 'WITHIN_AUTHORITY',
          } satisfies DiscountOutcome,
        ]
      : [],
  )
}

/** Pricing says that somebody should approve and why; who that is, is approval's to say (PRC-10). */
export const approvalTriggers = (outcomes: readonly DiscountOutcome[]): ApprovalTrigger[] =>
  outcomes
    .filter(({ outcome }) => outcome === 'NEEDS_APPROVAL')
    .map(({ lineId, basisPoints, authorityBasisPoints }) => ({
      code: 'DISCOUNT_ABOVE_AUTHORITY',
      lineId,
      message: `${basisPoints} basis points were asked for; the asker's own authority ends at ${authorityBasisPoints}.`,
    }))
