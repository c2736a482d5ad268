import { pricingPolicyEvents, type PricingPolicyEvent } from '@pactwork/contracts/events/pricing'
import { aggregate } from '@pactwork/kernel/aggregate'
import { prismaOf, type UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { PrismaClient } from '../generated/prisma/client.ts'
import { standardPolicy, type PricingPolicy } from './price-input.ts'
import type { PolicyState } from './pricing-policy.ts'

type Policy = PolicyState & { readonly publishedAt: Date }
type PolicyAggregate = {
  readonly id: string
  readonly version: number
  readonly policy: PolicyState
  readonly publishedAt: Date
}

/** The tenant's newest version; undefined as long as the standard one holds. */
export async function newestPolicy(uow: UnitOfWork): Promise<Policy | undefined> {
  const row = await prismaOf<PrismaClient>(uow).pricingPolicy.findFirst({
    where: { tenantId: uow.tenantId },
    orderBy: { revision: 'desc' },
  })
  if (!row) return undefined
  const { id, revision, version, maximumDiscountBasisPoints, validityDays, publishedAt } = row

  return { id: idOf('pol', id), revision, version, maximumDiscountBasisPoints, validityDays, publishedAt }
}

/** The policy that holds now. */
export const currentPolicy = async (uow: UnitOfWork): Promise<PricingPolicy> => {
  const newest = await newestPolicy(uow)
  if (!newest) return standardPolicy
  const { version, maximumDiscountBasisPoints, validityDays } = newest

  return { version, maximumDiscountBasisPoints, validityDays }
}

/** One policy a tenant; every version is a row of its own, so that a lost race shows as a doubled key (M2). */
export const pricingPolicies = aggregate<PolicyAggregate, PricingPolicyEvent>({
  kind: 'pol',
  type: 'PricingPolicy',
  events: pricingPolicyEvents,
  evolve: (_, { policyVersion, maximumDiscountBasisPoints, validityDays }, { id, version, at }) => ({
    id,
    version,
    policy: { id, revision: version, version: policyVersion, maximumDiscountBasisPoints, validityDays },
    publishedAt: at,
  }),
  async load(uow, id) {
    const newest = await newestPolicy(uow)
    return newest && { id, version: newest.revision, policy: newest, publishedAt: newest.publishedAt }
  },
  async save({ sql, tenantId }, { id, version, policy, publishedAt }) {
    await sql(
      `insert into pricing_policy (tenant_id, revision, id, version, maximum_discount_basis_points, validity_days, published_at)
       values ($1, $2, $3, $4, $5, $6, $7)`,
      [
        tenantId,
        version,
        uuidOf('pol', id),
        policy.version,
        policy.maximumDiscountBasisPoints,
        policy.validityDays,
        publishedAt,
      ],
    )
  },
})
