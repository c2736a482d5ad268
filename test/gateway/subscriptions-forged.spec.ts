import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import {
  publishing,
  testClaims,
  testKey,
  testServer,
  type TestServer,
} from '@pactwork/gateway/trust/test-issuer'
import { forgeries } from '../security/forged-tokens/corpus.ts'
import { claiming, type Kit } from '../security/forged-tokens/kit.ts'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const revoked = 'tok_01hyyyyyyyyyyyyyyyyyyyyyyy'
const query = 'subscription { news { ... on News { position } } }'

let scene: NewsScene
let kit: Kit
let trap: TestServer
let good: RawSocket
beforeAll(async () => {
  const stranger = await testKey('k1')
  scene = await newsScene({ settings: { openings: { capacity: 10_000 } } })
  trap = await testServer(publishing(stranger))
  kit = { ...scene.keys, stranger, claims: testClaims, trap: trap.url, revoked }
  scene.revoked.add(revoked)
  good = await scene.connected()
  good.subscribe('a', query)
  await scene.followed(1)
  await until('the revocation', async () => (await answered(await claiming(kit, { jti: revoked }))) === 4403)
})
afterAll(async () => {
  await scene.quiet()
  await scene.close()
  await trap.stop()
})

/** What the gateway does with who says to be that: acknowledges it, or closes with a code. */
async function answered(token: string): Promise<unknown> {
  const socket = await scene.socket()
  socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
  await until('an answer', async () => socket.messages.length > 0 || socket.isClosed(), { every: 5 })
  if (socket.isClosed()) return (await socket.closed).code
  socket.close()

  return socket.messages[0]
}
/** What it says when that is to take the place of a good token. */
async function renewal(token: string): Promise<unknown> {
  const before = good.messages.length
  good.send({ type: 'ping', payload: { type: 'renew', token } })
  const pong = await until(
    'an answer',
    async () => good.messages.slice(before).find(({ type }) => type === 'pong'),
    { every: 5 },
  )

  return pong['payload']
}

describe('SEC-07 a forged token by WebSocket', () => {
  test.each(forgeries.map((forgery) => [forgery.name, forgery] as const))(
    '%s neither opens a connection nor renews one',
    async (_, { make, reason }) => {
      const token = await make(kit)

      expect(await renewal(token)).toEqual({ type: 'refused', code: 'UNAUTHENTICATED' })
      expect(await answered(token)).toBe(reason === 'expired' || reason === 'revoked' ? 4403 : 4401)
    },
  )
})

test('the token that all the others differ from opens and renews; nobody was asked for keys', async () => {
  const socket = await scene.socket()
  const ack = await socket.init(await claiming(kit, {}))
  const followers = scene.feed.followers()
  scene.feed.tell()
  await until('the event', async () => good.values('a').length === 1)

  expect(ack['type']).toBe('connection_ack')
  expect(await renewal(await claiming(kit, {}))).toMatchObject({ type: 'renewed' })
  expect(followers).toBe(1)
  expect(trap.asked()).toBe(0)
})
