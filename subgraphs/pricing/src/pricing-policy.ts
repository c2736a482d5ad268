import type { PricingPolicyEvent } from '@pactwork/contracts/events/pricing'
import { accept, type Decision } from '@pactwork/kernel/decision'
import { standardPolicy, type PricingPolicy } from './price-input.ts'

/** The tenant's pricing policy: one row, of which every version stays readable in the events. */
export type PolicyState = PricingPolicy & { readonly id: string; readonly revision: number }

export type NewPolicy = { readonly maximumDiscountBasisPoints: number; readonly validityDays: number }

/** Publishes the next version. The same values again change nothing: prices stay fresh. */
export function publishPolicy(
  state: PolicyState | undefined,
  { id, policy }: { id: string; policy: NewPolicy },
): Decision<PricingPolicyEvent> {
  const current = state ?? standardPolicy
  const same =
    current.maximumDiscountBasisPoints === policy.maximumDiscountBasisPoints &&
    current.validityDays === policy.validityDays
  if (state && same) return accept()

  return accept({
    type: 'PricingPolicyPublished',
    policyId: id,
    policyVersion: `policy-${(state?.revision ?? 0) + 1}`,
    ...policy,
  })
}
