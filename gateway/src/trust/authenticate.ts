import { GraphQLError } from 'graphql'
import { refused } from '../errors.ts'
import { bearerToken, type Fields } from './bearer-token.ts'
import { clientOf, type Caller } from './caller.ts'
import { anonymous } from './claims.ts'
import type { TrustSettings } from './settings.ts'
import { TokenRefused, TrustUnavailable } from './token-refused.ts'
import type { TokenVerifier } from './token-verifier.ts'

/** A request: headers (and parameters of its connection), the headers as they came, the correlation of its answer. */
export type Asking = { fields: Fields; rawHeaders?: readonly string[]; correlationId: string }

/**
 * Who asks. Rejects with UNAUTHENTICATED (401), BAD_REQUEST (400: several tokens) or SUBGRAPH_UNAVAILABLE (503: it
 * cannot be told at the moment).
 */
export type Authenticate = (asking: Asking) => Promise<Caller>

/** Takes everybody for nobody: in open mode no token is needed, and none is looked at. */
export const openToAll: Authenticate = ({ fields, correlationId }) =>
  Promise.resolve(withoutToken(fields, correlationId))

/** Takes the holder of a right token for who it says; without a token nobody, where the settings allow that. */
export function authenticator(
  { required, realm }: Pick<TrustSettings, 'required' | 'realm'>,
  verify: TokenVerifier,
): Authenticate {
  return async ({ fields, rawHeaders, correlationId }) => {
    const bearer = bearerToken(fields, rawHeaders)
    const refuse = refusals(realm, correlationId)

    if (bearer.kind === 'none' && !required) return withoutToken(fields, correlationId)
    if (bearer.kind === 'none') throw refuse.missing()
    if (bearer.kind === 'doubled') throw refuse.doubled()
    if (bearer.kind === 'malformed') throw refuse.wrong(new TokenRefused('malformed'))
    const { token } = bearer
    const { claims, rights } = await verify(token).catch((error: unknown) => {
      throw error instanceof TokenRefused ? refuse.wrong(error) : refuse.untold(error)
    })

    return { user: claims, token, client: clientOf(fields), correlationId, rights }
  }
}

const withoutToken = (fields: Fields, correlationId: string): Caller => ({
  user: undefined,
  token: undefined,
  client: clientOf(fields),
  correlationId,
  rights: anonymous,
})

/** The errors of RFC 6750, 3.1; for whoever wants to forge they all look the same. */
const refusals = (realm: string, correlationId: string) => ({
  missing: () =>
    challenged(
      refused(
        'UNAUTHENTICATED',
        'Every operation needs a token: send `authorization: Bearer <token>`.',
        correlationId,
      ),
      `Bearer realm="${realm}"`,
    ),
  doubled: () =>
    challenged(
      refused('BAD_REQUEST', 'Send one token: there is more than one `authorization`.', correlationId),
      `Bearer realm="${realm}", error="invalid_request"`,
    ),
  wrong: (why: TokenRefused) =>
    challenged(
      refused(
        'UNAUTHENTICATED',
        why.reason === 'expired'
          ? 'The token has expired. Get a new one and repeat the operation.'
          : 'The token is not valid here.',
        correlationId,
      ),
      `Bearer realm="${realm}", error="invalid_token"`,
      why,
    ),
  /** Of what we do not know ourselves we never say that the token is wrong: clients would throw it away. */
  untold: (why: unknown) =>
    why instanceof TrustUnavailable
      ? withCause(
          refused(
            'SUBGRAPH_UNAVAILABLE',
            'Tokens cannot be checked at the moment. Try again.',
            correlationId,
          ),
          why,
        )
      : why,
})

/** The reason for logs and metrics, of an error of `Authenticate`: `revoked`, `signature`, … */
export const reasonOf = ({ originalError }: GraphQLError): string | undefined =>
  originalError instanceof TokenRefused ? originalError.reason : undefined

function challenged(error: GraphQLError, challenge: string, cause?: Error): GraphQLError {
  const { http, ...extensions } = error.extensions
  const headers = new Map([['www-authenticate', challenge]])
  const told = { ...extensions, http: { ...(typeof http === 'object' && http), headers } }

  return new GraphQLError(error.message, { extensions: told, ...(cause && { originalError: cause }) })
}

const withCause = ({ message, extensions }: GraphQLError, cause: Error): GraphQLError =>
  new GraphQLError(message, { extensions, originalError: cause })
