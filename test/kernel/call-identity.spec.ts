import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { contextNames } from '@pactwork/kernel/contexts'
import { newId } from '@pactwork/kernel/ids'
import { callHeader, callSigner, type MachineRole } from '@pactwork/kernel/runtime/call-identity'
import { importJWK, SignJWT, type JWK } from 'jose'
import { post, type Answer } from '../stack/graph-client.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'

const query = JSON.stringify({ query: '{ __typename }' })
const correlationId = randomUUID()

let keysDir: string
let subgraphs: string
let tenant: Tenant
let other: Tenant
let token: string
let otherToken: string

beforeAll(async () => {
  const { env } = await testStack()
  keysDir = env['PACTWORK_KEYS_DIR'] ?? ''
  subgraphs = env['PACTWORK_SUBGRAPHS_URL'] ?? ''
  ;[tenant, other] = await Promise.all([newTenant('calls'), newTenant('calls')])
  token = (await tenant.as('sales')).token ?? ''
  otherToken = (await other.as('sales')).token ?? ''
})

type Sent = { signature?: string; userToken?: string; body?: string }

const send = (context: string, { signature, userToken, body = query }: Sent): Promise<Answer> =>
  post(`${subgraphs}/${context}/graphql`, body, {
    ...(signature !== undefined && { [callHeader]: signature }),
    ...(userToken !== undefined && { authorization: `Bearer ${userToken}` }),
  })

const signed = (role: MachineRole, audience: string, body = query, tenantId = tenant.id) =>
  callSigner(role, keysDir)(audience, body, { tenantId, correlationId })

/** As the gateway signs: for the holder of a token. */
const forwarded = (audience: string, body = query, bound = token) =>
  callSigner('gateway', keysDir)(audience, body, { correlationId }, bound)

/** More calls than one signature stands for, signed in one turn; what comes last is of the second signature. */
async function together(context: string): Promise<Sent[]> {
  const sign = callSigner('worker', keysDir)
  const subject = { tenantId: tenant.id, correlationId }
  const signatures = await Promise.all(Array.from({ length: 17 }, () => sign(context, query, subject)))
  const statements = new Set(signatures.map((signature) => signature.split('~')[0]))
  expect(statements.size).toBe(2)

  return [signatures[0], signatures[15], signatures[16]].map((signature = '') => ({ signature }))
}

type Forgery = {
  role?: string
  key?: string
  kid?: string
  typ?: string
  audience: string
  issuedAt?: number
  expires?: number
  claims?: object
}

/** A call that says what it wants, signed with a key that one of our machines holds. */
async function forged({
  role = 'worker',
  key = role,
  kid = role,
  typ = 'pactwork-call+sd-jwt',
  audience,
  issuedAt = now(),
  expires = now() + 60,
  claims = {},
}: Forgery): Promise<string> {
  const jwk = JSON.parse(readFileSync(join(keysDir, `${key}.json`), 'utf8')) as JWK
  const call = { aud: audience, bh: digest(query), cid: correlationId, tenant: tenant.id }
  const disclosure = encoded([randomUUID(), 'call', call])
  const statement = await new SignJWT({ _sd: [digest(disclosure)], ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid, typ })
    .setIssuer(role)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expires)
    .sign(await importJWK(jwk, 'EdDSA'))

  return `${statement}~${disclosure}~`
}

const digest = (text: string): string => createHash('sha256').update(text).digest('base64url')
const encoded = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url')

const now = (): number => Math.floor(Date.now() / 1_000)

const decoded = (part = ''): unknown => JSON.parse(Buffer.from(part, 'base64url').toString())

/** The same signature of a token under other claims. */
function rewritten(token: string, claims: object): string {
  const [header, payload, seal] = token.split('.')

  return [header, encoded({ ...(decoded(payload) as object), ...claims }), seal].join('.')
}

/** The same signature of calls, disclosing another one; its digest added to those that are signed where wanted. */
function disclosing(signature: string, other: object, { added = false } = {}): string {
  const [statement = '', disclosure] = signature.split('~')
  const [salt, name, call] = decoded(disclosure) as [string, string, object]
  const changed = encoded([salt, name, { ...call, ...other }])

  return `${added ? rewritten(statement, { _sd: [digest(changed)] }) : statement}~${changed}~`
}

const calls: [string, (context: string) => Promise<Sent>][] = [
  ['without a signature', async () => ({})],
  ['of a user who comes without the gateway', async () => ({ userToken: token })],
  ['with a signature that is none', async () => ({ signature: 'not.a.token' })],
  [
    'whose body is not the signed one',
    async (context) => ({ signature: await signed('worker', context, `${query} `) }),
  ],
  [
    'signed for another subgraph',
    async (context) => ({ signature: await signed('worker', context === 'quote' ? 'order' : 'quote') }),
  ],
  [
    'of one machine with the key of another',
    async (context) => ({ signature: await forged({ role: 'worker', key: 'port', audience: context }) }),
  ],
  [
    'of one machine with the key and key id of another',
    async (context) => ({
      signature: await forged({ role: 'gateway', key: 'worker', kid: 'worker', audience: context }),
    }),
  ],
  ['of a machine nobody knows', async (context) => ({ signature: await stranger(context) })],
  [
    'that has expired',
    async (context) => ({
      signature: await forged({ audience: context, issuedAt: now() - 120, expires: now() - 60 }),
    }),
  ],
  [
    'that allows itself more than a minute',
    async (context) => ({
      signature: await forged({ audience: context, issuedAt: now() - 120, expires: now() + 3_600 }),
    }),
  ],
  [
    'with a token of another kind',
    async (context) => ({ signature: await forged({ audience: context, typ: 'at+jwt' }) }),
  ],
  [
    'whose tenant was exchanged after signing',
    async (context) => ({
      signature: disclosing(await signed('worker', context), { tenant: other.id }),
    }),
  ],
  [
    'whose tenant was exchanged after signing, and its digest with it',
    async (context) => ({
      signature: disclosing(await signed('worker', context), { tenant: other.id }, { added: true }),
    }),
  ],
  [
    'whose digest was added without a signature to what was signed and taken before',
    async (context) => {
      const right = await signed('worker', context)
      await send(context, { signature: right })
      const changed = disclosing(right, { tenant: other.id })
      return { signature: `${right.split('~')[0]}~${changed.split('~')[1]}~` }
    },
  ],
  [
    'that discloses nothing',
    async (context) => ({ signature: `${(await signed('worker', context)).split('~')[0]}~` }),
  ],
  [
    'that discloses two',
    async (context) => {
      const [one, two] = await Promise.all([signed('worker', context), signed('worker', context)])
      return { signature: `${one}${two.split('~')[1]}~` }
    },
  ],
  [
    'signed together with it, but for another subgraph',
    async (context) => {
      const another = context === 'quote' ? 'order' : 'quote'
      const sign = callSigner('worker', keysDir)
      const subject = { tenantId: tenant.id, correlationId }
      const [, theirs] = await Promise.all([sign(context, query, subject), sign(another, query, subject)])
      return { signature: theirs }
    },
  ],
  [
    'of a machine that names no tenant',
    async (context) => ({
      signature: await callSigner('worker', keysDir)(context, query, { correlationId }),
    }),
  ],
  ['of the gateway for nobody', async (context) => ({ signature: await signed('gateway', context) })],
  [
    'whose user token was exchanged',
    async (context) => ({ signature: await forwarded(context), userToken: otherToken }),
  ],
  ['whose user token was left out', async (context) => ({ signature: await forwarded(context) })],
  [
    'of a machine that slips in a user token',
    async (context) => ({ signature: await signed('worker', context), userToken: token }),
  ],
  [
    'of the gateway for a user token that nobody issued',
    async (context) => {
      const made = rewritten(token, { tenant: other.id })
      return { signature: await forwarded(context, query, made), userToken: made }
    },
  ],
]

const stranger = async (audience: string): Promise<string> =>
  forged({ role: 'visitor', key: 'worker', audience })

describe.each(contextNames)('SEC-13 SEC-05 the subgraph %s', (context) => {
  test('takes the right calls, which are as these but for the one thing', async () => {
    const taken: Sent[] = [
      { signature: await signed('worker', context) },
      { signature: await forged({ audience: context }) },
      { signature: await forwarded(context), userToken: token },
      ...(await together(context)),
    ]

    for (const call of taken) expect(await send(context, call)).toEqual({ data: { __typename: 'Query' } })
  })

  test.each(calls)('refuses a call %s', async (_, call) => {
    const answer = await send(context, await call(context))

    expect(answer.data).toBeUndefined()
    expect(answer.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'UNAUTHENTICATED' }) }),
    ])
  })
})

test('SEC-04 the tenant is the token’s, whatever the signature of the gateway says besides', async () => {
  const body = JSON.stringify({ query: '{ me { id tenant { id } } }' })
  const signature = await callSigner('gateway', keysDir)(
    'access',
    body,
    { correlationId, tenantId: other.id },
    token,
  )

  expect((await send('access', { signature, userToken: token, body })).data['me']).toMatchObject({
    tenant: { id: tenant.id },
  })
})

describe('SEC-13 what a machine is not there for is denied', () => {
  const submit = JSON.stringify({
    query: `mutation { submitQuote(input: { quoteId: "${newId('quo')}" }, idempotencyKey: "k") { __typename } }`,
  })
  const evidence = JSON.stringify({
    query: `{ approvalEvidence(quoteId: "${newId('quo')}", revision: 1) { state } }`,
  })
  const codesOf = ({ errors = [] }: Answer) => errors.map(({ extensions }) => extensions?.['code'])

  test.each(['worker', 'scheduler', 'consumer', 'port', 'ingress', 'operator'] as const)(
    '%s does not submit quotes',
    async (role) => {
      const signature = await signed(role, 'quote', submit)

      expect(codesOf(await send('quote', { signature, body: submit }))).toEqual(['DENIED'])
    },
  )

  test('a person does not ask what workers ask, nor may every machine', async () => {
    const asked = async (call: Sent) => send('approval', { ...call, body: evidence })
    const worker = await asked({ signature: await signed('worker', 'approval', evidence) })
    const person = await asked({ signature: await forwarded('approval', evidence), userToken: token })
    const ingress = await asked({ signature: await signed('ingress', 'approval', evidence) })

    expect(worker).toEqual({ data: { approvalEvidence: null } })
    expect(codesOf(person)).toEqual(['DENIED'])
    expect(codesOf(ingress)).toEqual(['DENIED'])
  })
})
