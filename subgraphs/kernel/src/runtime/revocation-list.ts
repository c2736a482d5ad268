/** Asks which tokens of a tenant were revoked before they expired; their ids. Rejects when that cannot be told. */
export type AskRevoked = (tenantId: string) => Promise<ReadonlySet<string>>

type Options = {
  /** Milliseconds. */
  freshMs?: number
  /** Milliseconds of a clock that never goes back. */
  now?: () => number
}

type List = {
  revoked: ReadonlySet<string> | undefined
  /** When `revoked` was asked for. */
  at: number
  /** When it was tried last to ask, and what came of it. */
  tried: number
  failure: unknown
  underway: Promise<void> | undefined
}

/** Lists of tenants that nobody asked about for longest are forgotten above this. */
const mostTenants = 10_000

/**
 * Which tokens were revoked before they expired, by a list per tenant that is asked for at most every `freshMs`
 * (two seconds). A revocation takes effect within two such spans: a list older than one is replaced while it still
 * serves, one older than two (of a tenant that was quiet) is waited for. While nobody can be asked, what is known
 * stands, and nobody waits; where nothing was ever known the question is rejected.
 */
export function revocationList(ask: AskRevoked, { freshMs = 2_000, now = monotonic }: Options = {}) {
  const lists = new Map<string, List>()

  const listOf = (tenantId: string): List => {
    const list = lists.get(tenantId) ?? { ...unknown }
    lists.delete(tenantId)
    lists.set(tenantId, list)
    const [oldest] = lists.keys()
    if (lists.size > mostTenants && oldest !== undefined) lists.delete(oldest)

    return list
  }

  const refresh = async (list: List, tenantId: string): Promise<void> => {
    list.tried = now()
    try {
      const revoked = await ask(tenantId)
      Object.assign(list, { revoked, at: list.tried, failure: undefined })
    } catch (failure) {
      list.failure = failure ?? new Error('no reason given')
    } finally {
      list.underway = undefined
    }
  }

  /** Whether the token `jti` of a tenant was revoked. Rejects where that was never known. */
  return async (tenantId: string, jti: string): Promise<boolean> => {
    const list = listOf(tenantId)
    if (list.revoked?.has(jti)) return true

    const age = now() - list.at
    if (age >= freshMs && now() - list.tried >= freshMs) list.underway ??= refresh(list, tenantId)
    const worthWaiting = !list.revoked || (age >= 2 * freshMs && !list.failure)
    if (worthWaiting) await list.underway
    // Nothing was ever known: better nobody gets in than somebody whose token was revoked.
    if (!list.revoked)
      throw new Error('revocations cannot be asked at the moment; try again', { cause: list.failure })

    return list.revoked.has(jti)
  }
}

const unknown: List = {
  revoked: undefined,
  at: -Infinity,
  tried: -Infinity,
  failure: undefined,
  underway: undefined,
}
const monotonic = (): number => performance.now()
