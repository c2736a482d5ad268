import { machineActor, userActor, type Actor } from './actor.ts'
import type { Correlation } from './correlation.ts'
import { Denied } from './errors.ts'
import type { IsRevoked } from './revocations.ts'
import { callHeader, type CallVerifier, type VerifiedCall } from './runtime/call-identity.ts'
import type { UserTokenVerifier } from './runtime/user-token.ts'

/** Who calls, as what, on whose behalf, as part of what. */
export type Caller = {
  actor: Actor
  correlation: Correlation
  /** When a user's token runs out; a machine's call is over before it matters. */
  expiresAt?: Date
  /** Whether a user's token has been revoked since; asked again by what stays open. */
  isRevoked?: () => Promise<boolean>
}

export type Identify = (
  context: string,
  headers: Readonly<Record<string, unknown>>,
  body: string | Uint8Array,
) => Promise<Caller>

/**
 * Establishes who calls a subgraph (M13): every call is signed by one of our machines; only the gateway forwards
 * a user's token, bound to the signature; all others say their tenant and on whose behalf. Throws UNAUTHENTICATED.
 */
export function identifier(options: {
  verifyCall: CallVerifier
  verifyUser: UserTokenVerifier
  isRevoked: IsRevoked
}): Identify {
  return async (context, headers, body) => {
    const signature = headers[callHeader]
    if (typeof signature !== 'string')
      throw unauthenticated('subgraphs accept signed calls only; use the gateway')
    const bearer = headers['authorization']
    const userToken = typeof bearer === 'string' ? bearer.replace(/^Bearer /i, '') : undefined

    const call = await attempt(() => options.verifyCall(context, signature, body, userToken))
    const correlation = { correlationId: call.correlationId, causationId: call.correlationId }
    if (call.role !== 'gateway') return { actor: machineOf(call), correlation }

    if (!userToken) throw unauthenticated('a token is needed: Authorization: Bearer …')
    const claims = await attempt(() => options.verifyUser(userToken))
    if (await attempt(() => options.isRevoked(claims)))
      throw unauthenticated('the token has been revoked; sign in again')

    return {
      actor: userActor(claims),
      correlation,
      expiresAt: new Date(claims.exp * 1_000),
      isRevoked: () => options.isRevoked(claims),
    }
  }
}

function machineOf(call: VerifiedCall): Actor {
  if (!call.tenantId) throw unauthenticated('the call names no tenant')

  return machineActor(call.role, call.tenantId, call.actor)
}

async function attempt<Value>(verify: () => Promise<Value>): Promise<Value> {
  try {
    return await verify()
  } catch (error) {
    throw unauthenticated(error instanceof Error ? error.message : 'the token is not valid')
  }
}

const unauthenticated = (why: string): Denied => new Denied(`Not authenticated: ${why}.`, 'UNAUTHENTICATED')
