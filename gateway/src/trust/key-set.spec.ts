import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issuerKeys } from './key-set.ts'
import { keySource } from './key-source.ts'
import { issuerSettings, trustSettings } from './settings.ts'
import {
  failing,
  hanging,
  publishing,
  testKey,
  testServer,
  type TestKey,
  type TestServer,
} from './test-issuer.ts'
import { TokenRefused, TrustUnavailable } from './token-refused.ts'

let server: TestServer
let first: TestKey
let second: TestKey
let at = 0

beforeEach(async () => {
  at = 0
  ;[first, second] = await Promise.all([testKey('first'), testKey('second')])
  server = await testServer(publishing(first))
})
afterEach(() => server.stop())

const settings = trustSettings.shape.keys.parse({ timeoutMs: 300 })
const keysOf = (source: object = { jwksUrl: server.url }) =>
  issuerKeys(keySource(issuerSettings.parse(source), settings), settings, () => at)
const wanted = ({ kid, alg }: { kid: string; alg: string }) => ({ kid, alg })
const asked = async (times: number): Promise<void> => {
  while (server.asked() < times) await new Promise((resolve) => setImmediate(resolve))
}

describe('the keys of an issuer', () => {
  test('are fetched once for all who ask, and imported once', async () => {
    const keys = keysOf()
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find(wanted(first))))

    expect(new Set(found.map(({ key }) => key)).size).toBe(1)
    expect(server.asked()).toBe(1)
  })

  test('are fetched again for an unknown id: a new key counts at once after the cooldown', async () => {
    const keys = keysOf()
    const before = await keys.find(wanted(first))
    server.answer(publishing(second, first))

    await expect(keys.find(wanted(second))).rejects.toThrow(TokenRefused)
    at = 2_000
    const after = await keys.find(wanted(second))
    expect(after.version).toBeGreaterThan(before.version)
    expect(server.asked()).toBe(2)
  })

  test('are not fetched for each of many ids that nobody knows', async () => {
    const keys = keysOf()
    await keys.find(wanted(first))
    at = 2_000
    const results = await Promise.allSettled(
      Array.from({ length: 200 }, (_, index) => keys.find({ kid: `made up ${index}`, alg: 'EdDSA' })),
    )

    for (const result of results) expect(result).toMatchObject({ reason: { reason: 'key' } })
    expect(server.asked()).toBe(2)
  })

  test('that are published no longer end within the refreshing time', async () => {
    const keys = keysOf()
    await keys.find(wanted(first))
    server.answer(publishing(second))

    at = 61_000
    const { version } = await keys.find(wanted(first))
    await asked(2)
    while ((await keys.version()) === version) await new Promise((resolve) => setImmediate(resolve))
    await expect(keys.find(wanted(first))).rejects.toMatchObject({ reason: 'key' })
  })

  test('serve while their issuer is down, for a bounded time, and again when it is back', async () => {
    const keys = keysOf()
    await keys.find(wanted(first))
    server.answer(failing)

    at = 3_599_000
    await keys.find(wanted(first))
    await asked(2)
    await expect(keys.find(wanted(second))).rejects.toThrow(TrustUnavailable)
    at = 3_603_000
    await expect(keys.find(wanted(first))).rejects.toThrow(TrustUnavailable)
    await expect(keys.version()).rejects.toThrow(TrustUnavailable)
    server.answer(publishing(first))
    at = 3_606_000
    await keys.find(wanted(first))
  })

  test('serve without waiting while their issuer takes its time', async () => {
    const keys = keysOf()
    await keys.find(wanted(first))
    server.answer(hanging)
    at = 61_000
    const before = performance.now()
    await keys.find(wanted(first))

    expect(performance.now() - before).toBeLessThan(settings.timeoutMs)
    await asked(2)
  })

  test('that were never had make nobody wait longer than allowed, nor ask again within the cooldown', async () => {
    server.answer(hanging)
    const keys = keysOf()

    await expect(keys.find(wanted(first))).rejects.toThrow(TrustUnavailable)
    at = 1_999
    await expect(keys.find(wanted(first))).rejects.toThrow(TrustUnavailable)
    expect(server.asked()).toBe(1)
  })

  test.each<[string, () => Parameters<TestServer['answer']>[0]]>([
    ['an error', () => failing],
    ['a page', () => (_, response) => void response.end('<html>')],
    ['a redirect', () => (_, response) => void response.writeHead(302, { location: server.url }).end()],
    ['no keys', () => publishing()],
    ['a shared secret', () => publishing({ kty: 'oct', k: 'c2VjcmV0', kid: 'first', alg: 'HS256' })],
    ['more than is allowed', () => (_, response) => void response.end(' '.repeat(settings.bytes + 1))],
    [
      'half an answer',
      () => (_, response) => void response.writeHead(200, { 'content-length': 9 }).write('{'),
    ],
  ])('are not had from %s', async (_, answer) => {
    server.answer(answer())

    await expect(keysOf().find(wanted(first))).rejects.toThrow(TrustUnavailable)
  })

  test('are public: of a private one that was published by mistake only the public part is taken', async () => {
    const { exportJWK } = await import('jose')
    server.answer(publishing({ ...(await exportJWK(first.privateKey)), kid: 'first', alg: 'EdDSA' }))

    expect((await keysOf().find(wanted(first))).key.type).toBe('public')
  })

  test('may be for encrypting: those verify nothing', async () => {
    server.answer(publishing({ ...first.published, use: 'enc' }, second))

    await expect(keysOf().find(wanted(first))).rejects.toMatchObject({ reason: 'key' })
  })

  test('stand in a file or in the settings as well', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'pactwork-jwks-'))
    const jwksFile = join(folder, 'jwks.json')
    await writeFile(jwksFile, JSON.stringify({ keys: [first.published] }))

    expect((await keysOf({ jwksFile }).find(wanted(first))).key.type).toBe('public')
    expect((await keysOf({ jwks: { keys: [second.published] } }).find(wanted(second))).key.type).toBe(
      'public',
    )
    await rm(folder, { recursive: true })
    await expect(keysOf({ jwksFile }).find(wanted(first))).rejects.toThrow(TrustUnavailable)
  })
})
