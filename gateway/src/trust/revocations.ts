import { callHeader, type CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { revocationList, type AskRevoked } from '@pactwork/kernel/runtime/revocation-list'
import { traceHeaders } from '@pactwork/kernel/runtime/telemetry'
import { request } from 'undici'
import { z } from 'zod'
import type { RevocationSettings } from './settings.ts'
import { TrustUnavailable } from './token-refused.ts'

const answer = z.object({ revocations: z.array(z.object({ tokenId: z.string() })) })

/** Whether a token of a tenant was revoked. Rejects with TrustUnavailable where that was never known. */
export type IsRevoked = (tenant: string, jti: string) => Promise<boolean>

/** Asks whoever keeps revoked tokens, signed as the gateway, for each tenant at most every `freshMs`. */
export function revocationsAt(url: string, settings: RevocationSettings, sign: CallSigner): IsRevoked {
  const isRevoked = revocationList(askedAt(url, settings, sign), { freshMs: settings.freshMs })

  return (tenant, jti) =>
    isRevoked(tenant, jti).catch((cause: unknown) => {
      throw new TrustUnavailable('revoked tokens cannot be asked for', { cause })
    })
}

const askedAt =
  (url: string, { audience, timeoutMs }: RevocationSettings, sign: CallSigner): AskRevoked =>
  async (tenantId) => {
    const correlationId = `revocations-${tenantId}`
    const body = JSON.stringify({})
    const response = await request(url, {
      method: 'POST',
      headers: {
        ...traceHeaders(),
        'content-type': 'application/json',
        accept: 'application/json',
        'x-correlation-id': correlationId,
        [callHeader]: await sign(audience, body, { tenantId, correlationId }),
      },
      body,
      signal: AbortSignal.timeout(timeoutMs),
    })
    const content = await response.body.text()
    if (response.statusCode !== 200) throw new Error(`answered with status ${response.statusCode}`)

    return new Set(answer.parse(JSON.parse(content)).revocations.map(({ tokenId }) => tokenId))
  }
