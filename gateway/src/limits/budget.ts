import type { BudgetStore } from '../cache/budget-store.ts'
import type { Bucket, Taken } from '../cache/token-bucket.ts'
import type { Caller } from '../trust/caller.ts'
import type { Refusal } from './codes.ts'
import type { LimitsSettings } from './settings.ts'

/** What is left of one budget after an operation. */
export type Left = Taken & { name: 'client' | 'tenant'; bucket: Bucket }

/** What an operation has taken of its budgets; a refusal when one of them did not hold as much. */
export type Charged = { left: readonly Left[]; refusal: Refusal | undefined; retryAfterSeconds: number }

/**
 * Takes the cost of an operation from the budget of its client (the program that the token names, else its user)
 * within the tenant, then from the tenant's. When the tenant's is empty, the client's stays spent: whoever knocks
 * at an empty budget pays for it.
 */
export function charger(
  store: BudgetStore,
  { clientBudget, tenantBudget }: Pick<LimitsSettings, 'clientBudget' | 'tenantBudget'>,
): (caller: Caller, cost: number) => Promise<Charged> {
  return async ({ user }, cost) => {
    const tenant = user?.tenant ?? ''
    const client = user?.clientId === undefined ? `user:${user?.sub ?? ''}` : `client:${user.clientId}`
    const take = async (name: Left['name'], key: string, bucket: Bucket): Promise<Left> => ({
      ...(await store.take(key, cost, bucket)),
      name,
      bucket,
    })

    const ofClient = await take('client', `client:${tenant}:${client}`, clientBudget)
    if (!ofClient.allowed) return refusedBy(ofClient, [ofClient])
    const ofTenant = await take('tenant', `tenant:${tenant}`, tenantBudget)
    const left = [ofClient, ofTenant]

    return ofTenant.allowed ? { left, refusal: undefined, retryAfterSeconds: 0 } : refusedBy(ofTenant, left)
  }
}

function refusedBy({ name, retryAfterSeconds }: Left, left: readonly Left[]): Charged {
  const when = Number.isFinite(retryAfterSeconds)
    ? `Try again in ${retryAfterSeconds} s.`
    : 'It never holds as much as this operation costs.'

  return {
    left,
    refusal: { code: 'BUDGET_EXHAUSTED', message: `The budget of the ${name} is spent. ${when}` },
    retryAfterSeconds,
  }
}

/**
 * `RateLimit-Policy` and `RateLimit` of draft-ietf-httpapi-ratelimit-headers, and `Retry-After` after a refusal.
 * Quotas are points of cost; the window is how long an empty budget takes to be full again, and `t` how long this
 * one does.
 */
export function budgetHeaders({ left, refusal, retryAfterSeconds }: Charged): Record<string, string> {
  const policies = left.map(
    ({ name, bucket: { capacity, refillPerSecond } }) =>
      `"${name}";q=${whole(capacity)};w=${whole(capacity / refillPerSecond)};qu="cost"`,
  )
  const rests = left.map(
    ({ name, rest, bucket: { capacity, refillPerSecond } }) =>
      `"${name}";r=${Math.floor(rest)};t=${Math.ceil((capacity - rest) / refillPerSecond)}`,
  )

  return {
    'ratelimit-policy': policies.join(', '),
    ratelimit: rests.join(', '),
    ...(refusal && Number.isFinite(retryAfterSeconds) && { 'retry-after': String(retryAfterSeconds) }),
  }
}

const whole = (value: number): number => Math.max(1, Math.ceil(value))
