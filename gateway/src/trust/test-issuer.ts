import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { generateKeyPair, SignJWT, exportJWK, type CryptoKey, type JWK } from 'jose'
import { userTokenAudience, userTokenIssuer, userTokenType } from '@pactwork/kernel/runtime/user-token'

/** For tests: a key of an issuer. */
export type TestKey = { kid: string; alg: string; privateKey: CryptoKey; published: JWK }

export async function testKey(kid: string, alg = 'EdDSA'): Promise<TestKey> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })

  return { kid, alg, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } }
}

export const testTenant = 'ten_01hzzzzzzzzzzzzzzzzzzzzzzz'
export const seconds = (): number => Math.floor(Date.now() / 1_000)

/** What Pactwork's own issuer would say now. */
export const testClaims = (): Record<string, unknown> => ({
  iss: userTokenIssuer,
  aud: userTokenAudience,
  sub: 'usr_01hzzzzzzzzzzzzzzzzzzzzzzz',
  jti: 'tok_01hzzzzzzzzzzzzzzzzzzzzzzz',
  tenant: testTenant,
  roles: ['SALES_REP'],
  groups: ['sales'],
  client_id: 'portal',
  iat: seconds(),
  exp: seconds() + 600,
})

/** A token as Pactwork's own issuer makes it, but for the claims and headers given; `undefined` leaves one out. */
export const testToken = (
  { kid, alg, privateKey }: TestKey,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> =>
  new SignJWT({ ...testClaims(), ...claims })
    .setProtectedHeader({ alg, kid, typ: userTokenType, ...header })
    .sign(privateKey)

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** An HTTP server of a test on a free port, whose answer can be changed and whose requests are counted. */
export async function testServer(answer: Handle) {
  const state = { answer, asked: 0 }
  const server = createServer((request, response) => {
    state.asked += 1
    state.answer(request, response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The server has no port.')

  return {
    url: `http://127.0.0.1:${address.port}/keys`,
    asked: (): number => state.asked,
    /** From now on it answers this. */
    answer(next: Handle): void {
      state.answer = next
    },
    async stop(): Promise<void> {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

export type TestServer = Awaited<ReturnType<typeof testServer>>

/** The answer of an issuer that publishes these keys. */
export const publishing =
  (...keys: (TestKey | JWK)[]): Handle =>
  (_, response) => {
    const published = keys.map((key) => ('published' in key ? key.published : key))
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ keys: published }))
  }

export const failing: Handle = (_, response) => void response.writeHead(500).end('no')
/** Takes requests and never answers. */
export const hanging: Handle = () => {}
