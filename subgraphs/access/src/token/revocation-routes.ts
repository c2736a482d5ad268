import type { Routes } from '@pactwork/kernel/context'
import { callHeader, callVerifier } from '@pactwork/kernel/runtime/call-identity'
import express from 'express'
import { revokedSince } from './token.store.ts'

/**
 * `POST /access/revocations`: for the gateway, which asks it for each tenant before it believes a token, and so
 * has no user to ask for. Signed like every call (M13): of the gateway, for `access`, for this body, with the
 * tenant whose tokens are meant. This is all that the gateway may ask without a user; graphs refuse it then.
 */
export const revocationRoutes: Routes = (app, { database, clock }) => {
  const verify = callVerifier(process.env.PACTWORK_KEYS_DIR ?? '')
  const body = express.raw({ type: () => true, limit: '1kb' })

  app.post('/access/revocations', body, async (request, response) => {
    const tenantId = await tenantOf(request.headers[callHeader], request.body)
    response.set('cache-control', 'no-store')
    if (tenantId === undefined) {
      response.status(401).json({ error: 'unauthenticated' })
      return
    }
    const revoked = await database.read({ tenantId }, (uow) => revokedSince(uow, new Date(0), clock.now()))
    response.json({ revocations: revoked.map(({ tokenId, expiresAt }) => ({ tokenId, expiresAt })) })
  })

  /** The tenant that the gateway asks about; undefined for any other call. */
  async function tenantOf(signature: unknown, content: unknown): Promise<string | undefined> {
    if (typeof signature !== 'string' || !Buffer.isBuffer(content)) return undefined
    const call = await verify('access', signature, content).catch(() => undefined)

    return call?.role === 'gateway' ? call.tenantId : undefined
  }
}
