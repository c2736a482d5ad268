import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { aside } from './aside.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'

const query = `subscription ($after: Cursor) { news(after: $after) {
  ... on News { position secret cursor person { name } } ... on FeedGap { reason } } }`

const options = { settings: { bufferedEvents: 20 } }
let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene(options)
})
afterAll(async () => {
  await scene.quiet()
  await scene.close()
})
afterEach(async () => {
  scene.feed.withdraw(false)
  await scene.left()
})

const insider = { roles: ['INSIDER'] }
const positions = (socket: RawSocket, id = 'a') => socket.values(id).map(({ position }) => position)
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => from + 1 + index)

/** Sends a ping with a new token; answers what the pong says. */
async function renewed(socket: RawSocket, token: unknown): Promise<unknown> {
  const before = socket.messages.length
  socket.send({ type: 'ping', payload: { type: 'renew', token } })
  const pong = await until('the answer', async () =>
    socket.messages.slice(before).find(({ type }) => type === 'pong'),
  )

  return pong['payload']
}
async function following(token: string, of: NewsScene = scene): Promise<RawSocket> {
  const socket = await of.socket()
  await socket.init(token)
  socket.subscribe('a', query)
  await of.followed(1)

  return socket
}
/** A token that ends soon, but not before it is used on a busy machine; and when that is. */
async function shortToken(own: NewsScene): Promise<[string, number]> {
  const lives = 4
  const token = await own.shortToken(lives)

  return [token, Date.now() + lives * 1_000]
}
const closedWithin = async (socket: RawSocket, milliseconds: number) => {
  const began = performance.now()
  const closed = await socket.closed
  expect(performance.now() - began).toBeLessThan(milliseconds)

  return closed
}

describe('a token that is renewed on the open connection', () => {
  test('is acknowledged with its end, as the first one was', async () => {
    const socket = await scene.socket()
    const ack = await socket.init(await scene.shortToken(100))
    const answer = await renewed(socket, await scene.shortToken(500))

    expect(ack['payload']).toEqual({ expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) })
    expect(answer).toEqual({ type: 'renewed', expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) })
    const ends = [ack['payload'], answer].map((said) => Date.parse(String(Object(said).expiresAt)))
    expect((ends[1] ?? 0) - (ends[0] ?? 0)).toBeGreaterThan(300_000)
  })

  test(
    'keeps it open beyond the end of the former one, and nothing is missed or told twice',
    aside(async (own) => {
      const first = own.feed.count()
      const [token, ends] = await shortToken(own)
      const socket = await following(token, own)
      const telling = setInterval(() => own.feed.tell(), 20)
      await until('some events', async () => socket.values('a').length > 5)
      expect(await renewed(socket, await own.token())).toMatchObject({ type: 'renewed' })
      await until('the end of the former one', async () => Date.now() > ends + 1_000)
      clearInterval(telling)
      const last = own.feed.count()
      await until('all events', async () => positions(socket).at(-1) === last)

      expect(positions(socket)).toEqual(range(first, last))
      expect(socket.isClosed()).toBe(false)
    }, options),
  )

  test(
    'keeps a quiet subscription as well, though nothing tells its place',
    aside(async (own) => {
      const [token, ends] = await shortToken(own)
      const socket = await following(token, own)
      const first = own.feed.count()
      await renewed(socket, await own.token())
      await until('the end of the former one', async () => Date.now() > ends + 1_000)
      await own.followed(1)
      own.feed.tell(3)
      await until('three events', async () => socket.values('a').length === 3)

      expect(positions(socket)).toEqual(range(first, first + 3))
    }, options),
  )

  test('is used for what others are asked from then on', async () => {
    const socket = await following(await scene.token())
    const token = await scene.token()
    await renewed(socket, token)
    const before = scene.asked.tokens.length
    scene.feed.tell()
    await until('the event', async () => socket.values('a').length === 1)

    expect(new Set(scene.asked.tokens.slice(before))).toEqual(new Set([token]))
  })

  test('with more rights shows more, with fewer less, from the next event on', async () => {
    const first = scene.feed.count()
    const socket = await following(await scene.token())
    const tell = async (count: number) => {
      scene.feed.tell()
      await until('the event', async () => socket.values('a').length === count)
    }
    await tell(1)
    await renewed(socket, await scene.token(insider))
    await tell(2)
    await renewed(socket, await scene.token())
    await tell(3)

    expect(socket.values('a').map(({ position, secret }) => [position, secret])).toEqual([
      [first + 1, null],
      [first + 2, `secret ${first + 2}`],
      [first + 3, null],
    ])
  })

  test('with fewer rights shows less of what waited already', async () => {
    const socket = await following(await scene.token(insider))
    scene.feed.tell()
    await until('an event', async () => socket.values('a').length === 1)
    const held = Promise.withResolvers<void>()
    scene.holdPeople(held.promise)
    const { calls } = scene.asked
    scene.feed.tell(5)
    await until('the others to be asked', async () => scene.asked.calls > calls)
    await renewed(socket, await scene.token())
    held.resolve()
    await until('all', async () => socket.values('a').length === 6)

    expect(
      socket
        .values('a')
        .slice(1)
        .map(({ secret }) => secret),
    ).toEqual([null, null, null, null, null])
    const last = scene.feed.count()
    expect(positions(socket)).toEqual(range(last - 6, last))
  })

  test.each<[string, () => Promise<unknown>, string]>([
    ['of another person', () => scene.token({ sub: 'usr_somebody' }), 'DENIED'],
    ['of another tenant', () => scene.token({ tenant: 'ten_01hyyyyyyyyyyyyyyyyyyyyyyy' }), 'DENIED'],
    ['that has expired', () => scene.shortToken(-60, { iat: 0 }), 'UNAUTHENTICATED'],
    ['that is none', async () => 'a.b.c', 'UNAUTHENTICATED'],
    ['that is empty', async () => '', 'UNAUTHENTICATED'],
    ['that is no text', async () => ({ token: 1 }), 'BAD_REQUEST'],
    ['that is missing', async () => undefined, 'BAD_REQUEST'],
    ['with a second one in it', async () => `${await scene.token()}, Bearer x`, 'UNAUTHENTICATED'],
  ])('%s is refused, and the former one holds', async (_, token, code) => {
    const socket = await following(await scene.token())

    expect(await renewed(socket, await token())).toEqual({ type: 'refused', code })
    scene.feed.tell()
    await until('the event', async () => socket.values('a').length === 1)
  })

  test('before the connection says who it is, is refused', async () => {
    const socket = await scene.socket()

    expect(await renewed(socket, await scene.token())).toEqual({ type: 'refused', code: 'UNAUTHENTICATED' })
  })
})

describe('a token that ends', () => {
  test(
    'by its time closes the connection with 4403 at that moment',
    aside(async (own) => {
      const [token, ends] = await shortToken(own)
      const socket = await following(token, own)

      expect(await socket.closed).toEqual({ code: 4403, reason: 'The token has expired' })
      expect(Math.abs(Date.now() - ends)).toBeLessThan(2_000)
      await own.followed(0)
    }, options),
  )

  test('by revocation closes it with 4403 within five seconds', async () => {
    const socket = await following(await scene.token({ jti: 'tok_to_be_revoked' }))
    scene.revoked.add('tok_to_be_revoked')

    expect(await closedWithin(socket, 5_000)).toEqual({ code: 4403, reason: 'The token was revoked' })
  })

  test(
    'closes only the connection that it came by: who shares the upstream misses nothing',
    aside(async (own) => {
      const first = own.feed.count()
      const [token] = await shortToken(own)
      const short = await following(token, own)
      const long = await own.connected()
      long.subscribe('a', query)
      const revoked = await own.connected({ jti: 'tok_revoked_later' })
      revoked.subscribe('a', query)
      await until('three', async () => (await own.overview()).subscriptions[0]?.count === 3)
      const telling = setInterval(() => own.feed.tell(), 20)
      await until('some', async () => long.values('a').length > 5)
      own.revoked.add('tok_revoked_later')
      expect((await revoked.closed).code).toBe(4403)
      expect((await short.closed).code).toBe(4403)
      clearInterval(telling)
      const last = own.feed.count()
      await until('all events', async () => positions(long).at(-1) === last)

      expect(positions(long)).toEqual(range(first, last))
      await until('one connection', async () => own.open().connections === 1)
      expect(own.open().upstreams).toBe(1)
    }, options),
  )

  test(
    'that cannot be checked for a while ends nothing',
    aside(async (own) => {
      const socket = await following(await own.token(), own)
      const held = Promise.withResolvers<void>()
      own.holdRevoked(held.promise)
      await until('the question', async () => own.revokedWaiting() > 0)
      await until('the answer to be late', async () => own.revokedAge() > 2_500)
      own.feed.tell()
      await until('the event', async () => socket.values('a').length === 1)
      expect(socket.isClosed()).toBe(false)
      held.resolve()
    }, options),
  )
})

describe('rights that are withdrawn', () => {
  test('by the owner end the subscription with its code, and what waited is not told', async () => {
    const socket = await following(await scene.token())
    scene.feed.tell()
    await until('an event', async () => socket.values('a').length === 1)
    const held = Promise.withResolvers<void>()
    scene.holdPeople(held.promise)
    scene.feed.tell(10)
    await until('some to wait', async () => (await scene.overview()).buffered.events > 0)
    const began = performance.now()
    scene.feed.withdraw()
    const { payload } = await socket.first('error')
    expect(performance.now() - began).toBeLessThan(5_000)
    held.resolve()

    expect(payload).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'DENIED' }) }),
    ])
    expect(socket.values('a')).toHaveLength(1)
    expect(socket.isClosed()).toBe(false)
    // The connection serves on.
    scene.feed.withdraw(false)
    socket.subscribe('b', query)
    await scene.followed(1)
  })

  test('for some items filter those, of the backlog and of what comes', async () => {
    const first = scene.feed.count()
    scene.feed.tell(10)
    scene.feed.hide((position) => position % 2 === 0)
    const socket = await scene.connected()
    socket.subscribe('a', query, { after: scene.feed.cursorOf(first, undefined) })
    await scene.followed(1)
    scene.feed.tell(10)
    await until('the last', async () => socket.values('a').length === 10)
    scene.feed.hide(() => false)

    expect(positions(socket)).toEqual(range(first, first + 20).filter((position) => position % 2 === 1))
  })
})
