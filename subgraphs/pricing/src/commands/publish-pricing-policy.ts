import { command } from '@pactwork/kernel/command'
import { z } from 'zod'
import { newestPolicy, pricingPolicies } from '../pricing-policy.store.ts'
import { publishPolicy } from '../pricing-policy.ts'

/** Publishes the next version of the tenant's pricing policy; results of earlier versions are stale from then on. */
export const publishPricingPolicy = command({
  name: 'publishPricingPolicy',
  permission: 'pricing:administer',
  input: z.object({
    maximumDiscountBasisPoints: z.int().min(0).max(10_000),
    validityDays: z.int().min(1).max(366),
  }),

  async handle(policy, { uow, newId }) {
    const current = await newestPolicy(uow)
    const id = current?.id ?? newId('pol')
    const decision = publishPolicy(current, { id, policy })
    const policies = pricingPolicies(uow)
    const saved = current
      ? await policies.save(
          { id, version: current.revision, policy: current, publishedAt: current.publishedAt },
          decision,
        )
      : await policies.create(id, decision)

    return { __typename: 'PublishPricingPolicyPayload', policy: { ...saved.policy } }
  },
})
