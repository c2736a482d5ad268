import { z } from 'zod'
import { revocationList } from './runtime/revocation-list.ts'
import type { SubgraphClient } from './runtime/subgraph-client.ts'
import type { UserClaims } from './runtime/user-token.ts'

const document = `query Revocations { revocations { tokenId expiresAt } }`
const shape = z.object({
  revocations: z.array(z.object({ tokenId: z.string(), expiresAt: z.iso.datetime() })),
})

/** Which tokens of a tenant were revoked before they expired, as `access` tells us. */
export function revocations(client: SubgraphClient) {
  const isRevoked = revocationList(async (tenantId) => {
    const subject = { tenantId, actor: 'revocations', correlationId: `revocations-${tenantId}` }
    const data = await client('access', document, {}, shape, subject)

    return new Set(data.revocations.map(({ tokenId }) => tokenId))
  })

  return ({ tenant, jti }: Pick<UserClaims, 'tenant' | 'jti'>): Promise<boolean> => isRevoked(tenant, jti)
}

export type IsRevoked = ReturnType<typeof revocations>
