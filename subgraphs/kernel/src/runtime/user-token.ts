import { createRemoteJWKSet, jwtVerify } from 'jose'
import { z } from 'zod'

/** What a user's token says. `access` issues it in development; an OIDC provider may do so otherwise (M34). */
export const userClaims = z.object({
  sub: z.string(),
  jti: z.string(),
  tenant: z.string(),
  roles: z.array(z.string()),
  groups: z.array(z.string()),
  client_id: z.string(),
  exp: z.number(),
  iat: z.number(),
})
export type UserClaims = z.infer<typeof userClaims>

export const userTokenIssuer = 'pactwork-access'
export const userTokenAudience = 'pactwork'
export const userTokenType = 'at+jwt'

/** Verifies users' tokens by the issuer's JWKS (cached, refetched for an unknown key id). RFC 8725, RFC 9068. */
export function userTokenVerifier(jwksUrl: string) {
  const keys = createRemoteJWKSet(new URL(jwksUrl), { cooldownDuration: 2_000, timeoutDuration: 3_000 })

  return async (token: string): Promise<UserClaims> => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      issuer: userTokenIssuer,
      audience: userTokenAudience,
      typ: userTokenType,
      clockTolerance: 5,
    })

    return userClaims.parse(payload)
  }
}

export type UserTokenVerifier = ReturnType<typeof userTokenVerifier>
