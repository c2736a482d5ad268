import { createPrivateKey, hash, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWK } from 'jose'
import { z } from 'zod'

/** The machines that may call a subgraph, each with a signing key of its own (M13). */
export const machineRoles = [
  'gateway',
  'worker',
  'scheduler',
  'consumer',
  'port',
  'ingress',
  'operator',
] as const
export type MachineRole = (typeof machineRoles)[number]

/** The header that carries the signature of a call. */
export const callHeader = 'x-pactwork-call'
/** Seconds. */
const lifetime = 60

/** On whose behalf and for which tenant a machine calls. The gateway names neither: the user's token does. */
export type CallSubject = { tenantId?: string; actor?: string; correlationId: string }

const claims = z.object({
  iss: z.enum(machineRoles),
  bh: z.string(),
  ath: z.string().optional(),
  tenant: z.string().optional(),
  act: z.string().optional(),
  cid: z.string(),
})

/** What a verified call says. */
export type VerifiedCall = { role: MachineRole; tenantId?: string; actor?: string; correlationId: string }

const digest = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

/**
 * Signs calls as one role; its private key is `<role>.json` in the keys folder. By node:crypto on this thread: one
 * signature for every call, and the way through a pool of threads costs more than signing (ADR 0023).
 */
export function callSigner(role: MachineRole, keysDir: string) {
  const jwk = JSON.parse(readFileSync(join(keysDir, `${role}.json`), 'utf8')) as JWK
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const header = encoded({ alg: 'EdDSA', kid: role, typ: 'pactwork-call+jwt' })

  /** The value of the call header for one request: bound to audience, body and, if forwarded, the user's token. */
  return async (
    audience: string,
    body: string | Uint8Array,
    subject: CallSubject,
    userToken?: string,
  ): Promise<string> => {
    const issuedAt = Math.floor(Date.now() / 1_000)
    const claims = encoded({
      iss: role,
      sub: `machine:${role}`,
      aud: audience,
      iat: issuedAt,
      exp: issuedAt + lifetime,
      bh: digest(body),
      cid: subject.correlationId,
      ...(subject.tenantId && { tenant: subject.tenantId }),
      ...(subject.actor && { act: subject.actor }),
      ...(userToken && { ath: digest(userToken) }),
    })
    const signed = `${header}.${claims}`

    return `${signed}.${sign(null, Buffer.from(signed), key).toString('base64url')}`
  }
}

export type CallSigner = ReturnType<typeof callSigner>

/** Verifies calls by the public keys of `trusted.json`. Throws with a reason; the caller answers UNAUTHENTICATED. */
export function callVerifier(keysDir: string) {
  const keys = createLocalJWKSet(
    JSON.parse(readFileSync(join(keysDir, 'trusted.json'), 'utf8')) as JSONWebKeySet,
  )

  return async (
    audience: string,
    token: string,
    body: string | Uint8Array,
    userToken?: string,
  ): Promise<VerifiedCall> => {
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      audience,
      typ: 'pactwork-call+jwt',
      maxTokenAge: lifetime,
      clockTolerance: 5,
    })
    const call = claims.parse(payload)
    if (protectedHeader.kid !== call.iss) throw new Error('the call is signed with the key of another role')
    if (call.bh !== digest(body)) throw new Error('the body is not the one that was signed')
    if ((call.ath ?? '') !== (userToken ? digest(userToken) : ''))
      throw new Error('the user token is not the one that was signed')

    return {
      role: call.iss,
      correlationId: call.cid,
      ...(call.tenant && { tenantId: call.tenant }),
      ...(call.act && { actor: call.act }),
    }
  }
}

export type CallVerifier = ReturnType<typeof callVerifier>

const sharedSecret = z.object({ kty: z.literal('oct'), k: z.string() })

/** The bytes of a shared secret, `<name>.json` in the keys folder (a JWK of the kind `oct`). */
export function secretKey(keysDir: string, name: string): Buffer {
  const { k } = sharedSecret.parse(JSON.parse(readFileSync(join(keysDir, `${name}.json`), 'utf8')))

  return Buffer.from(k, 'base64url')
}
