import type { CallSigner } from '@pactwork/kernel/runtime/call-identity'
import { ConfigurationError } from '@pactwork/kernel/runtime/config'
import { rightsOf, type Claims } from './claims.ts'
import { compactToken, type CompactToken } from './compact-token.ts'
import { issuerKeys, type IssuerKeys } from './key-set.ts'
import { keySource } from './key-source.ts'
import { claimsReader, type ClaimsReader } from './read-claims.ts'
import { checkRegisteredClaims } from './registered-claims.ts'
import { revocationsAt, type IsRevoked } from './revocations.ts'
import type { IssuerSettings, TrustSettings } from './settings.ts'
import { isSigned } from './signature.ts'
import { TokenRefused } from './token-refused.ts'
import { hashOf, verifiedTokens, type VerifiedToken } from './verified-tokens.ts'

/** A token → what it says. Rejects with TokenRefused, or with TrustUnavailable when that cannot be told. */
export type TokenVerifier = (token: string) => Promise<VerifiedToken>

type Parts = {
  /** Signs the question for revoked tokens; needed where the settings name a URL for it. */
  sign?: CallSigner | undefined
}

type Issuer = {
  settings: IssuerSettings
  keys: IssuerKeys
  read: ClaimsReader
  isRevoked: IsRevoked | undefined
}

/**
 * Verifies access tokens by RFC 8725: the issuer named in the token decides which keys, algorithms, type and
 * audience count, and no other issuer's; the whole text is of one canonical form; claims are bounded. A verified
 * token is remembered until it expires or its issuer's keys change; whether it was revoked is asked each time.
 * Throws ConfigurationError for settings by which no token could be verified.
 */
export function tokenVerifier(settings: TrustSettings, parts: Parts = {}): TokenVerifier {
  const issuers = new Map(settings.issuers.map((one) => [one.issuer, issuerOf(one, settings, parts)]))
  if (issuers.size === 0) throw new ConfigurationError('trust.issuers names nobody: no token could be right.')
  if (issuers.size < settings.issuers.length)
    throw new ConfigurationError('trust.issuers names an issuer twice.')
  const verified = verifiedTokens(settings.verifiedTokens)

  const verify = async (token: string, hash: string, now: number): Promise<VerifiedToken> => {
    const compact = compactToken(token, settings.tokenBytes)
    const issuer = issuerIn(issuers, compact)
    const alg = algorithmOf(compact, issuer.settings)
    const { key, version } = await issuer.keys.find(compact)
    if (!isSigned({ ...compact, alg }, key)) throw new TokenRefused('signature')
    checkRegisteredClaims(compact, issuer.settings, { now, skew: settings.skewSeconds })
    const claims = issuer.read(compact.payload, now)
    const found = { claims, rights: rightsOf(claims) }
    verified.keep(hash, { ...found, keyVersion: version })

    return found
  }
  const remembered = async (hash: string, now: number): Promise<VerifiedToken | undefined> => {
    const found = verified.find(hash, now)
    const version = found && (await issuers.get(found.claims.issuer)?.keys.version())

    return version === found?.keyVersion ? found : undefined
  }

  return async (token) => {
    if (token.length > settings.tokenBytes) throw new TokenRefused('oversized')
    const now = Date.now() / 1_000
    const hash = hashOf(token)
    const { claims, rights } = (await remembered(hash, now)) ?? (await verify(token, hash, now))
    await refuseRevoked(claims, issuers.get(claims.issuer)?.isRevoked)

    return { claims, rights }
  }
}

function issuerOf(one: IssuerSettings, settings: TrustSettings, { sign }: Parts): Issuer {
  return {
    settings: one,
    keys: issuerKeys(keySource(one, settings.keys), settings.keys),
    read: claimsReader(one, settings),
    isRevoked: one.revocations ? revocationsOf(one, settings, sign) : undefined,
  }
}

function revocationsOf(
  { issuer, claims }: IssuerSettings,
  { revocations }: TrustSettings,
  sign: CallSigner | undefined,
): IsRevoked {
  if (!revocations.url || !sign || claims.tenant === null)
    throw new ConfigurationError(
      `Tokens of ${issuer} cannot be checked for revocation: that takes trust.revocations.url, a key that signs the question and a tenant in each token. Set them, or say \`revocations: false\` for that issuer.`,
    )

  return revocationsAt(revocations.url, revocations, sign)
}

/** The issuer that the token names, if it is one whose tokens are accepted. */
function issuerIn(issuers: ReadonlyMap<string, Issuer>, { payload }: CompactToken): Issuer {
  const named = payload['iss']
  const issuer = typeof named === 'string' ? issuers.get(named) : undefined
  if (!issuer) throw new TokenRefused('issuer')

  return issuer
}

/** The algorithm of a token, when its issuer may sign by it. */
function algorithmOf({ alg }: CompactToken, { algorithms }: IssuerSettings) {
  const allowed = algorithms.find((one) => one === alg)
  if (!allowed) throw new TokenRefused('header')

  return allowed
}

async function refuseRevoked({ tenant, jti }: Claims, isRevoked: IsRevoked | undefined): Promise<void> {
  if (!isRevoked) return
  // The reader of this issuer's claims lets no token through without both.
  if (tenant === undefined || jti === undefined || (await isRevoked(tenant, jti)))
    throw new TokenRefused('revoked')
}
