import { randomUUID } from 'node:crypto'
import { machineActor } from '@pactwork/kernel/actor'
import type { Routes } from '@pactwork/kernel/context'
import { newId } from '@pactwork/kernel/ids'
import { userTokenAudience, userTokenIssuer, userTokenType } from '@pactwork/kernel/runtime/user-token'
import express, { type ErrorRequestHandler } from 'express'
import { SignJWT } from 'jose'
import { findCredentials } from '../client-application.store.ts'
import { issuedToken, issueToken } from '../commands/issue-token.ts'
import { findUserIdBySlug } from '../user.store.ts'
import { isSecret } from './secret.ts'
import { signingKeys, type SigningKeys } from './signing-keys.ts'
import { personaGrant, tenantOf, tokenRequest, withBasic, type TokenRequest } from './token-request.ts'

type Context = Parameters<Routes>[1]
type Holder = { userId: string; clientId: string }

/** `POST /access/oauth/token` (RFC 6749) and `GET /access/.well-known/jwks.json` (RFC 7517). */
export const tokenRoutes: Routes = (app, context) => {
  const keys = signingKeys(process.env.PACTWORK_KEYS_DIR ?? '')
  const body = [express.urlencoded({ extended: false, limit: '8kb' }), express.json({ limit: '8kb' })]

  app.get('/access/.well-known/jwks.json', async (_request, response) => {
    response.set('cache-control', 'public, max-age=60').json(await keys.published())
  })
  app.post('/access/oauth/token', ...body, async (request, response) => {
    const { status, answer } = await answerRequest(
      withBasic(request.body, request.headers.authorization),
      context,
      keys,
    )
    response.set('cache-control', 'no-store').status(status).json(answer)
  })
  app.use('/access/oauth/token', unreadable)
}

/** A token, or the error of RFC 6749, 5.2. */
async function answerRequest(
  body: unknown,
  context: Context,
  keys: SigningKeys,
): Promise<{ status: number; answer: object }> {
  const asked = tokenRequest.safeParse(body)
  if (!asked.success) {
    const description = asked.error.issues
      .map((issue) => `${issue.path.join('.')}: ${issue.message}`)
      .join('; ')
    return { status: 400, answer: { error: 'invalid_request', error_description: description } }
  }

  const tenant = tenantOf(asked.data)
  const holder = await holderOf(asked.data, context)
  if (typeof holder !== 'string') return { status: 200, answer: await give(tenant, holder, context, keys) }

  context.log.info({ tenant, grant: asked.data.grant_type, error: holder }, 'no token given')
  return { status: holder === 'invalid_client' ? 401 : 400, answer: { error: holder } }
}

/**
 * Who gets the token, or the OAuth error. Personas are a login without a password, for development: they exist only
 * where `PACTWORK_PERSONA_GRANT=on` says so.
 */
async function holderOf(
  request: TokenRequest,
  { database }: Context,
): Promise<Holder | 'invalid_client' | 'invalid_grant' | 'unsupported_grant_type'> {
  const scope = { tenantId: tenantOf(request) }

  if (request.grant_type === personaGrant) {
    if (process.env.PACTWORK_PERSONA_GRANT !== 'on') return 'unsupported_grant_type'
    const userId = await database.read(scope, (uow) => findUserIdBySlug(uow, request.persona))
    return userId ? { userId, clientId: 'pactwork-personas' } : 'invalid_grant'
  }

  const slug = request.client_id.split('/')[1] ?? ''
  const credentials = await database.read(scope, (uow) => findCredentials(uow, slug))
  const right = await isSecret(request.client_secret, credentials?.secretHash)

  return credentials && right
    ? { userId: credentials.userId, clientId: credentials.clientId }
    : 'invalid_client'
}

/** Notes the token by a command, then signs it: a token that is not on record cannot exist. */
async function give(tenantId: string, { userId, clientId }: Holder, { execute }: Context, keys: SigningKeys) {
  const tokenId = newId('tok')
  const correlationId = randomUUID()
  const result = await execute(
    issueToken,
    { tokenId, userId, clientId },
    {
      actor: machineActor('ingress', tenantId),
      idempotencyKey: tokenId,
      correlation: { correlationId, causationId: correlationId },
    },
  )
  const { roles, groups, issuedAt, expiresAt } = issuedToken.parse(result)
  const { key, kid } = await keys.signing()
  const [from, until] = [issuedAt, expiresAt].map((time) => Math.floor(Date.parse(time) / 1000))

  const token = await new SignJWT({ tenant: tenantId, roles, groups, client_id: clientId })
    .setProtectedHeader({ alg: 'EdDSA', typ: userTokenType, kid })
    .setIssuer(userTokenIssuer)
    .setAudience(userTokenAudience)
    .setSubject(userId)
    .setJti(tokenId)
    .setIssuedAt(from)
    .setExpirationTime(until ?? 0)
    .sign(key)

  return {
    access_token: token,
    token_type: 'Bearer',
    expires_in: (until ?? 0) - (from ?? 0),
    token_id: tokenId,
    user_id: userId,
  }
}

const unreadable: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof Error && 'type' in error) response.status(400).json({ error: 'invalid_request' })
  else next(error)
}
