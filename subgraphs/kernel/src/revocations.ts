import { z } from 'zod'
import type { UserClaims } from './runtime/user-token.ts'
import type { SubgraphClient } from './runtime/subgraph-client.ts'

const freshFor = 2_000
const document = `query Revocations { revocations { tokenId expiresAt } }`
const shape = z.object({
  revocations: z.array(z.object({ tokenId: z.string(), expiresAt: z.iso.datetime() })),
})

type Known = { at: number; tokens: ReadonlySet<string> }

/**
 * Which tokens of a tenant were revoked before they expired; `access` is asked at most every two seconds, so a
 * revocation takes effect within a few. While access cannot be asked, what is known stands; where nothing was ever
 * known it throws.
 */
export function revocations(client: SubgraphClient) {
  const known = new Map<string, Known>()
  const underway = new Map<string, Promise<void>>()

  const refresh = async (tenantId: string): Promise<void> => {
    const at = Date.now()
    try {
      const subject = { tenantId, actor: 'revocations', correlationId: `revocations-${tenantId}` }
      const data = await client('access', document, {}, shape, subject)
      known.set(tenantId, { at, tokens: new Set(data.revocations.map((revocation) => revocation.tokenId)) })
    } catch (error) {
      const before = known.get(tenantId)
      // Nothing was ever known: better nobody gets in than somebody whose token was revoked.
      if (!before) throw new Error('revocations cannot be asked at the moment; try again', { cause: error })
      known.set(tenantId, { ...before, at })
    } finally {
      underway.delete(tenantId)
    }
  }

  return async ({ tenant, jti }: Pick<UserClaims, 'tenant' | 'jti'>): Promise<boolean> => {
    const before = known.get(tenant)
    if (!before || Date.now() - before.at >= freshFor) {
      const running = underway.get(tenant) ?? refresh(tenant)
      underway.set(tenant, running)
      await running
    }

    return known.get(tenant)?.tokens.has(jti) ?? false
  }
}

export type IsRevoked = ReturnType<typeof revocations>
