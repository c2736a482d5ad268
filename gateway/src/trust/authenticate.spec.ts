import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { once } from 'node:events'
import { connect } from 'node:net'
import { GraphQLError } from 'graphql'
import { authenticator, openToAll, reasonOf } from './authenticate.ts'
import { trustSettings } from './settings.ts'
import {
  failing,
  publishing,
  seconds,
  testKey,
  testServer,
  testToken,
  type TestKey,
  type TestServer,
} from './test-issuer.ts'
import { tokenVerifier } from './token-verifier.ts'

let server: TestServer
let key: TestKey

beforeEach(async () => {
  key = await testKey('k-1')
  server = await testServer(publishing(key))
})
afterEach(() => server.stop())

const who = (more: object = {}) => {
  const settings = trustSettings.parse({ issuers: [{ jwksUrl: server.url, revocations: false }], ...more })
  const authenticate = authenticator(settings, tokenVerifier(settings))

  return (fields: Record<string, unknown>, rawHeaders?: string[]) =>
    authenticate({ fields, correlationId: 'c-1', ...(rawHeaders && { rawHeaders }) })
}

/** The `www-authenticate` header that goes out with an error; undefined where none does. */
function challengeOf({ extensions }: GraphQLError): string | undefined {
  const http = extensions['http']
  const headers = typeof http === 'object' && http !== null && 'headers' in http ? http.headers : undefined
  const challenge: unknown = headers instanceof Map ? headers.get('www-authenticate') : undefined

  return typeof challenge === 'string' ? challenge : undefined
}

async function refusal(of: Promise<unknown>): Promise<GraphQLError> {
  const error: unknown = await of.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof GraphQLError)) throw new Error(`It was not refused: ${String(error)}`)

  return error
}

describe('who calls', () => {
  test('is the holder of the token, by the program that names itself', async () => {
    const token = await testToken(key)
    const caller = await who()({ authorization: `Bearer ${token}`, 'apollographql-client-name': 'portal' })

    expect(caller).toMatchObject({
      user: { sub: 'usr_01hzzzzzzzzzzzzzzzzzzzzzzz' },
      token,
      client: { name: 'portal', version: 'unnamed' },
      correlationId: 'c-1',
    })
  })

  test('is nobody where no token is needed, but never with a wrong one', async () => {
    const optional = who({ required: false })

    expect(await optional({})).toMatchObject({ user: undefined, token: undefined, rights: 'anonymous' })
    expect((await refusal(optional({ authorization: 'Bearer a.b.c' }))).extensions['code']).toBe(
      'UNAUTHENTICATED',
    )
  })

  test('is nobody in open mode, whatever is sent', async () => {
    expect(await openToAll({ fields: { authorization: 'Bearer a.b.c' }, correlationId: 'c-1' })).toEqual({
      user: undefined,
      token: undefined,
      client: { name: 'unnamed', version: 'unnamed' },
      correlationId: 'c-1',
      rights: 'anonymous',
    })
    expect(server.asked()).toBe(0)
  })

  test('SEC-07 is told how to authenticate without a token', async () => {
    const error = await refusal(who()({}))

    expect(error.extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      correlationId: 'c-1',
      http: { status: 401 },
    })
    expect(challengeOf(error)).toBe('Bearer realm="pactwork"')
  })

  test.each([
    ['another scheme', 'Basic YTpi'],
    ['no scheme', 'a.b.c'],
    ['no token', 'Bearer'],
    ['two tokens', 'Bearer a.b.c, Bearer d.e.f'],
    ['text after the token', 'Bearer a.b.c d'],
    ['a line feed', 'Bearer a.b.c\nx: y'],
    ['a token that is none', 'Bearer none'],
  ])('is refused with %s', async (_, authorization) => {
    const error = await refusal(who()({ authorization }))

    expect(error.message).toBe('The token is not valid here.')
    expect(error.extensions).toMatchObject({ code: 'UNAUTHENTICATED', http: { status: 401 } })
    expect(challengeOf(error)).toBe('Bearer realm="pactwork", error="invalid_token"')
    expect(reasonOf(error)).toBe('malformed')
  })

  test('is told that a token has expired, as it could know itself, and of no other reason', async () => {
    const old = { iat: seconds() - 60, exp: seconds() - 30 }
    const wrong = await testKey('k-1')
    const expired = await refusal(who()({ authorization: `Bearer ${await testToken(key, old)}` }))
    const forged = await refusal(who()({ authorization: `Bearer ${await testToken(wrong)}` }))

    expect(expired.message).toContain('has expired')
    expect(forged.message).toBe('The token is not valid here.')
    expect([reasonOf(expired), reasonOf(forged)]).toEqual(['expired', 'signature'])
    expect(JSON.stringify(forged.extensions)).not.toContain('signature')
  })

  test('is not refused for our outage: the token may be right', async () => {
    server.answer(failing)
    const error = await refusal(who()({ authorization: `Bearer ${await testToken(key)}` }))

    expect(error.extensions).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', http: { status: 503 } })
    expect(challengeOf(error)).toBeUndefined()
    expect(error.message).not.toContain('127.0.0.1')
  })

  test('says so once: of two tokens a proxy may have checked the other', async () => {
    const token = await testToken(key)
    const sent = await received(`authorization: Bearer ${token}\r\nAuthorization: Bearer ${token}`)
    const error = await refusal(who()(sent.headers, sent.rawHeaders))

    expect(sent.headers['authorization']).toBe(`Bearer ${token}`)
    expect(error.extensions).toMatchObject({ code: 'BAD_REQUEST', http: { status: 400 } })
    expect(challengeOf(error)).toBe('Bearer realm="pactwork", error="invalid_request"')
    const both = { authorization: `Bearer ${token}`, Authorization: `Bearer ${token}` }
    expect((await refusal(who()(both))).extensions['code']).toBe('BAD_REQUEST')
  })
})

/** What Node makes of headers that come over the wire. */
async function received(lines: string) {
  const taken = Promise.withResolvers<{ headers: Record<string, unknown>; rawHeaders: string[] }>()
  const listener = await testServer((request, response) => {
    taken.resolve({ headers: request.headers, rawHeaders: request.rawHeaders })
    response.end()
  })
  const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`GET / HTTP/1.1\r\nhost: h\r\n${lines}\r\n\r\n`)
  const request = await taken.promise
  socket.destroy()
  await listener.stop()

  return request
}
