import { randomUUID } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { userTokenIssuer, type UserClaims, type UserTokenVerifier } from '@pactwork/kernel/runtime/user-token'
import { refused } from '../errors.ts'
import { rightsOf, type Claims } from './claims.ts'

/** Which program calls: in every log line, so that a bad client can be found by its name. */
export type Client = { name: string; version: string }

/** Who calls, by which program, as part of which correlation. */
export type Caller = {
  /** Undefined without a token. */
  user: Claims | undefined
  token: string | undefined
  client: Client
  correlationId: string
  /** The same rights get the same answers: see `rightsOf`; `anonymous` without a token. */
  rights: string
}

type Fields = Record<string, unknown>

const readable = /^[\w.:@/+ -]{1,100}$/

/** The caller's own correlation id when it is a readable one, else a new one. */
export const correlationOf = (fields: IncomingHttpHeaders | Fields): string => {
  const given = fields['x-correlation-id']
  return typeof given === 'string' && readable.test(given) ? given : randomUUID()
}

export const clientOf = (fields: IncomingHttpHeaders | Fields): Client => ({
  name: named(fields['apollographql-client-name']),
  version: named(fields['apollographql-client-version']),
})

const named = (value: unknown): string =>
  typeof value === 'string' && readable.test(value) ? value : 'unnamed'

/** Headers of a request or parameters of a connection → who calls. Throws UNAUTHENTICATED. */
export async function authenticate(
  fields: IncomingHttpHeaders | Fields,
  verify: UserTokenVerifier,
  correlationId: string,
): Promise<Caller> {
  const token = bearerOf(fields.authorization ?? fields.Authorization)
  if (token === undefined) {
    throw refused(
      'UNAUTHENTICATED',
      'Every operation needs a token: send `authorization: Bearer <token>`.',
      correlationId,
    )
  }
  const user = await verify(token).then(claimsOf, (error: unknown) => {
    throw refusedToken(error, correlationId)
  })

  return { user, token, client: clientOf(fields), correlationId, rights: rightsOf(user) }
}

const claimsOf = ({ sub, tenant, roles, groups, client_id: clientId, jti, exp }: UserClaims): Claims => ({
  issuer: userTokenIssuer,
  sub,
  tenant,
  roles,
  groups,
  scopes: [],
  clientId,
  jti,
  exp,
})

const bearerOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? /^bearer +([\w.~+/-]+=*)$/i.exec(value)?.[1] : undefined

/** A token that is wrong is the caller's matter; keys that cannot be fetched are ours. */
function refusedToken(error: unknown, correlationId: string) {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'ERR_JWT_EXPIRED') {
    return refused(
      'UNAUTHENTICATED',
      'The token has expired. Get a new one and repeat the operation.',
      correlationId,
    )
  }
  const ours =
    code === 'ERR_JWKS_TIMEOUT' ||
    (!(typeof code === 'string' && code.startsWith('ERR_J')) && isTransport(error))

  return ours
    ? refused('SUBGRAPH_UNAVAILABLE', 'Tokens cannot be checked at the moment. Try again.', correlationId)
    : refused('UNAUTHENTICATED', 'The token is not valid here.', correlationId)
}

const isTransport = (error: unknown): boolean =>
  error instanceof TypeError || (error instanceof Error && error.cause instanceof Error)
