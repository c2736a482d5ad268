import { isId } from '@pactwork/kernel/ids'
import { z } from 'zod'
import { slugPattern, tenantIdOf } from '../tenant-id.ts'

export const personaGrant = 'urn:pactwork:persona'

const tenant = z
  .string()
  .refine((value) => isId('ten', value) || slugPattern.test(value), 'must be a tenant: its slug or ten_…')
const slug = z.string().regex(slugPattern, 'must be a short name')

const clientCredentials = z.object({
  grant_type: z.literal('client_credentials'),
  client_id: z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be <tenant slug>/<client slug>'),
  client_secret: z.string().min(1).max(200),
})
const persona = z.object({ grant_type: z.literal(personaGrant), tenant, persona: slug })

/** What may be asked of the token endpoint. */
export const tokenRequest = z.discriminatedUnion('grant_type', [clientCredentials, persona])
export type TokenRequest = z.infer<typeof tokenRequest>

/** The tenant named by a request: by id, or by the slug its id follows from. */
export function tenantOf(request: TokenRequest): string {
  const named = request.grant_type === personaGrant ? request.tenant : (request.client_id.split('/')[0] ?? '')

  return isId('ten', named) ? named : tenantIdOf(named)
}

/** HTTP basic credentials (RFC 6749, 2.3.1) are the same as `client_id` and `client_secret` in the body. */
export function withBasic(body: unknown, authorization: string | undefined): unknown {
  const encoded = /^basic +([\w+/=-]+)$/i.exec(authorization ?? '')?.[1]
  if (!encoded || typeof body !== 'object') return body
  const [id = '', ...secret] = Buffer.from(encoded, 'base64').toString().split(':')

  return { ...body, client_id: decoded(id), client_secret: decoded(secret.join(':')) }
}

/** Undefined for what is not encoded as it must be: a request that cannot be read, never a fault of ours. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
