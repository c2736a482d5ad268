import { authorityPolicyEvents, type AuthorityPolicyEvent } from '@pactwork/contracts/events/approval'
import { aggregate } from '@pactwork/kernel/aggregate'
import { prismaOf, type UnitOfWork } from '@pactwork/kernel/database'
import { idOf, uuidOf } from '@pactwork/kernel/ids'
import type { PrismaClient } from '../generated/prisma/client.ts'
import type { AuthorityPolicy } from './authority-policy.ts'
import { isLevel, standardLimits, type AuthorityLimit, type AuthorityLimits } from './authority.ts'

/** The tenant's newest limits; undefined as long as the standard ones hold. */
export async function newestLimits(
  uow: UnitOfWork,
): Promise<(AuthorityPolicy & { publishedAt: Date }) | undefined> {
  const found = await prismaOf<PrismaClient>(uow).authorityPolicy.findFirst({
    where: { tenantId: uow.tenantId },
    orderBy: { revision: 'desc' },
    include: { limits: { orderBy: { holder: 'asc' } } },
  })

  return (
    (found && {
      id: idOf('lim', found.id),
      revision: found.revision,
      version: found.version,
      publishedAt: found.publishedAt,
      limits: found.limits.flatMap(
        ({ holder, level, maximumDiscountBasisPoints, maximumContractValueMinor }) =>
          isLevel(level)
            ? [
                {
                  holder,
                  level,
                  maximumDiscountBasisPoints,
                  maximumContractValueMinor: Number(maximumContractValueMinor),
                },
              ]
            : [],
      ),
    }) ??
    undefined
  )
}

/** The limits that hold now. */
export const currentLimits = async (uow: UnitOfWork): Promise<AuthorityLimits> =>
  (await newestLimits(uow)) ?? standardLimits

type PolicyVersion = {
  readonly id: string
  readonly version: number
  readonly label: string
  readonly at: Date
}

/** One policy a tenant; each version is a row of its own, so that a lost race shows as a doubled key (M2). */
export const authorityPolicies = aggregate<PolicyVersion, AuthorityPolicyEvent>({
  kind: 'lim',
  type: 'AuthorityPolicy',
  events: authorityPolicyEvents,
  evolve: (_, { policyVersion }, { id, version, at }) => ({ id, version, label: policyVersion, at }),
  async load(uow, id) {
    const newest = await newestLimits(uow)
    return newest && { id, version: newest.revision, label: newest.version, at: newest.publishedAt }
  },
  async save({ sql, tenantId }, { id, version, label, at }) {
    await sql(
      `insert into authority_policy (tenant_id, revision, id, version, published_at) values ($1, $2, $3, $4, $5)`,
      [tenantId, version, uuidOf('lim', id), label, at],
    )
  },
})

/** Writes the limits of a version that was just published; its fact carries their hash (M17). */
export async function keepLimits(
  { sql, tenantId }: UnitOfWork,
  revision: number,
  limits: readonly AuthorityLimit[],
): Promise<void> {
  await sql(
    `insert into authority_limit
       (tenant_id, revision, holder, level, maximum_discount_basis_points, maximum_contract_value_minor)
     select $1, $2, l.holder, l.level, l."maximumDiscountBasisPoints", l."maximumContractValueMinor"
     from jsonb_to_recordset($3)
       as l (holder text, level text, "maximumDiscountBasisPoints" int, "maximumContractValueMinor" bigint)`,
    [tenantId, revision, JSON.stringify(limits)],
  )
}
