import { limitsHash, type AuthorityLimits } from './authority.ts'

/** Authority limits as the graph shows them. */
export const limitsView = (limits: AuthorityLimits) => ({
  version: limits.version,
  hash: limitsHash(limits),
  limits: limits.limits.map((limit) => ({
    ...limit,
    maximumContractValueMinor: String(limit.maximumContractValueMinor),
  })),
})
