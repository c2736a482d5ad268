import { createPrivateKey, hash, randomUUID, sign, type KeyObject } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWK } from 'jose'
import { LRUCache } from 'lru-cache'
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
/** Seconds that two clocks may differ. */
const tolerance = 5
/** Calls that one signature stands for; each of them carries the digests of all. */
const callsAtOnce = 16
const typ = 'pactwork-call+sd-jwt'

/** On whose behalf and for which tenant a machine calls. The gateway names neither: the user's token does. */
export type CallSubject = { tenantId?: string; actor?: string; correlationId: string }

const statement = z.object({
  iss: z.enum(machineRoles),
  exp: z.number(),
  _sd: z.array(z.string()).min(1).max(callsAtOnce),
})
const call = z.object({
  aud: z.string(),
  bh: z.string(),
  ath: z.string().optional(),
  tenant: z.string().optional(),
  act: z.string().optional(),
  cid: z.string(),
})
const disclosed = z.tuple([z.string(), z.literal('call'), call])

/** What a verified call says. */
export type VerifiedCall = { role: MachineRole; tenantId?: string; actor?: string; correlationId: string }

const digest = (content: string | Uint8Array): string => hash('sha256', content, 'base64url')

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url')

type Waiting = { disclosure: string; resolve: (signed: string) => void; reject: (error: unknown) => void }

/**
 * Signs calls as one role; its private key is `<role>.json` in the keys folder. All calls of one turn of the loop
 * share a signature, each disclosing itself alone (RFC 9901): a signature costs more than everything else about a
 * call (ADR 0006). On this thread, since the way through a pool of threads costs more than signing (ADR 0023).
 */
export function callSigner(role: MachineRole, keysDir: string) {
  const jwk = JSON.parse(readFileSync(join(keysDir, `${role}.json`), 'utf8')) as JWK
  const key = createPrivateKey({ key: jwk, format: 'jwk' })
  const header = encoded({ alg: 'EdDSA', kid: role, typ })
  let waiting: Waiting[] = []

  const signAll = (): void => {
    const calls = waiting
    waiting = []
    for (let from = 0; from < calls.length; from += callsAtOnce)
      signTogether(calls.slice(from, from + callsAtOnce), { role, header, key })
  }

  /** The value of the call header for one request: bound to audience, body and, if forwarded, the user's token. */
  return (
    audience: string,
    body: string | Uint8Array,
    subject: CallSubject,
    userToken?: string,
  ): Promise<string> => {
    const said: z.infer<typeof call> = {
      aud: audience,
      bh: digest(body),
      cid: subject.correlationId,
      ...(subject.tenantId && { tenant: subject.tenantId }),
      ...(subject.actor && { act: subject.actor }),
      ...(userToken && { ath: digest(userToken) }),
    }
    const disclosure = encoded([randomUUID(), 'call', said])

    return new Promise((resolve, reject) => {
      if (waiting.length === 0) setImmediate(signAll)
      waiting.push({ disclosure, resolve, reject })
    })
  }
}

export type CallSigner = ReturnType<typeof callSigner>

function signTogether(
  calls: Waiting[],
  { role, header, key }: { role: MachineRole; header: string; key: KeyObject },
): void {
  try {
    const issuedAt = Math.floor(Date.now() / 1_000)
    const claims = encoded({
      iss: role,
      sub: `machine:${role}`,
      iat: issuedAt,
      exp: issuedAt + lifetime,
      _sd: calls.map(({ disclosure }) => digest(disclosure)),
    })
    const signed = `${header}.${claims}`
    const signature = sign(null, Buffer.from(signed), key).toString('base64url')
    for (const { disclosure, resolve } of calls) resolve(`${signed}.${signature}~${disclosure}~`)
  } catch (error) {
    for (const { reject } of calls) reject(error)
  }
}

type Statement = { role: MachineRole; until: number; calls: ReadonlySet<string> }

/** Verifies calls by the public keys of `trusted.json`. Throws with a reason; the caller answers UNAUTHENTICATED. */
export function callVerifier(keysDir: string) {
  const keys = createLocalJWKSet(
    JSON.parse(readFileSync(join(keysDir, 'trusted.json'), 'utf8')) as JSONWebKeySet,
  )
  /** Right ones only, each verified once for the calls that it stands for. */
  const known = new LRUCache<string, Statement>({ max: 1_000 })

  const verified = async (token: string): Promise<Statement> => {
    const found = known.get(token)
    if (found && found.until > Date.now() / 1_000) return found
    const options = { algorithms: ['EdDSA'], typ, maxTokenAge: lifetime, clockTolerance: tolerance }
    const { payload, protectedHeader } = await jwtVerify(token, keys, options)
    const { iss: role, exp, _sd } = statement.parse(payload)
    if (protectedHeader.kid !== role) throw new Error('the call is signed with the key of another role')
    const right = { role, until: exp, calls: new Set(_sd) }
    known.set(token, right)

    return right
  }

  return async (
    audience: string,
    header: string,
    body: string | Uint8Array,
    userToken?: string,
  ): Promise<VerifiedCall> => {
    const [token = '', disclosure = '', end, ...more] = header.split('~')
    if (end !== '' || more.length > 0) throw new Error('the signature discloses not one call')
    const { role, calls } = await verified(token)
    if (!calls.has(digest(disclosure))) throw new Error('the call is none of those that were signed')
    const [, , said] = disclosed.parse(JSON.parse(Buffer.from(disclosure, 'base64url').toString('utf8')))
    if (said.aud !== audience) throw new Error('the call is for another subgraph')
    if (said.bh !== digest(body)) throw new Error('the body is not the one that was signed')
    if ((said.ath ?? '') !== (userToken ? digest(userToken) : ''))
      throw new Error('the user token is not the one that was signed')

    return {
      role,
      correlationId: said.cid,
      ...(said.tenant && { tenantId: said.tenant }),
      ...(said.act && { actor: said.act }),
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
