import type { AuthorityPolicyEvent } from '@pactwork/contracts/events/approval'
import { accept, reject, type Decision } from '@pactwork/kernel/decision'
import {
  contradiction,
  limitsHash,
  standardLimits,
  type AuthorityLimit,
  type AuthorityLimits,
} from './authority.ts'

/** The tenant's authority limits: the current version; former ones stay readable beside it. */
export type AuthorityPolicy = AuthorityLimits & { readonly id: string; readonly revision: number }

/** Publishes the next version. The same limits again change nothing. */
export function publishLimits(
  state: AuthorityPolicy | undefined,
  { id, limits }: { id: string; limits: readonly AuthorityLimit[] },
): Decision<AuthorityPolicyEvent> {
  const because = contradiction(limits)
  if (because) return reject('AUTHORITY_LIMITS_INVALID', { because })
  const next = { version: `limits-${(state?.revision ?? 0) + 1}`, limits }
  if (limitsHash(state ?? standardLimits) === limitsHash(next)) return accept()

  return accept({
    type: 'AuthorityLimitsPublished',
    policyId: id,
    policyVersion: next.version,
    limitsHash: limitsHash(next),
  })
}
