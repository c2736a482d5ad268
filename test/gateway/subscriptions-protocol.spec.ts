import { deflateRawSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { until } from '../support/until.ts'
import { newsScene, type NewsScene } from './news-scene.ts'
import type { RawSocket } from './raw-socket.ts'
import { frame, opcodes, tcpSocket } from './subscription-frames.ts'

const query = 'subscription { news { ... on News { position } } }'

let scene: NewsScene
beforeAll(async () => {
  scene = await newsScene({ settings: { initMs: 300, messageBytes: 10_000 } })
})
afterAll(async () => {
  await scene.quiet()
  await scene.close()
})
afterEach(() => scene.left())

const codeOf = async (socket: RawSocket): Promise<number> => (await socket.closed).code
const closes = async (): Promise<Record<string, number>> =>
  Object.fromEntries(
    (await scene.overview()).closes.map(({ labels, count }) => [labels['code'] ?? '', count]),
  )

describe('a message that is none of the protocol closes its connection with 4400:', () => {
  test.each<[string, string | Buffer]>([
    ['no JSON', '{'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['a number', '7'],
    ['without a type', '{}'],
    ['of an unknown type', '{"type":"start"}'],
    ['of a type that objects inherit', '{"type":"__proto__"}'],
    ['with a payload that is no object', '{"type":"connection_init","payload":"token"}'],
    ['a ping with a payload that is none', '{"type":"ping","payload":[]}'],
    ['a subscription without an id', `{"type":"subscribe","payload":{"query":"${query}"}}`],
    ['a subscription with an empty id', `{"id":"","type":"subscribe","payload":{"query":"${query}"}}`],
    ['a subscription whose id is a number', `{"id":1,"type":"subscribe","payload":{"query":"${query}"}}`],
    ['a subscription without a query', '{"id":"a","type":"subscribe","payload":{}}'],
    [
      'a subscription with variables that are none',
      '{"id":"a","type":"subscribe","payload":{"query":"x","variables":"y"}}',
    ],
    [
      'a subscription with an endless id',
      `{"id":"${'x'.repeat(257)}","type":"subscribe","payload":{"query":"${query}"}}`,
    ],
    ['what only a server says', '{"id":"a","type":"next","payload":{"data":{}}}'],
    ['an acknowledgement', '{"type":"connection_ack"}'],
    ['a binary frame', Buffer.from(JSON.stringify({ type: 'ping' }))],
  ])('%s', async (_, message) => {
    const socket = await scene.connected()
    socket.send(message)

    expect(await codeOf(socket)).toBe(4400)
  })
})

describe('who does not say who it is', () => {
  test('but subscribes is closed with 4401', async () => {
    const socket = await scene.socket()
    socket.subscribe('a', query)

    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' })
  })

  test('within the time for it is closed with 4408', async () => {
    const socket = await scene.socket()
    socket.send({ type: 'ping' })
    await socket.first('pong')

    expect(await codeOf(socket)).toBe(4408)
  })

  test.each<[string, object | undefined]>([
    ['no token', undefined],
    ['a wrong token', { authorization: 'Bearer a.b.c' }],
    ['a token that is none', { authorization: 7 }],
    ['another scheme', { authorization: 'Basic dXNlcjpwYXNz' }],
  ])('but sends %s is closed with 4401', async (_, payload) => {
    const socket = await scene.socket()
    socket.send({ type: 'connection_init', ...(payload && { payload }) })

    expect(await codeOf(socket)).toBe(4401)
  })

  test('says it twice: 4429', async () => {
    const socket = await scene.connected()
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${await scene.token()}` } })

    expect(await codeOf(socket)).toBe(4429)
  })
})

describe('a token that is not good any more closes with 4403:', () => {
  test('expired', async () => {
    const socket = await scene.socket()
    socket.send({
      type: 'connection_init',
      payload: { authorization: `Bearer ${await scene.shortToken(-60, { iat: 0 })}` },
    })

    expect(await socket.closed).toEqual({ code: 4403, reason: 'The token has expired' })
  })

  test('revoked', async () => {
    const token = await scene.token({ jti: 'tok_revoked' })
    scene.revoked.add('tok_revoked')
    // The list of revoked tokens is asked for once in a while.
    const closed = await until('the refusal', async () => {
      const socket = await scene.socket()
      socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })
      await until('an answer', async () => socket.messages.length > 0 || socket.isClosed())

      return socket.messages.length === 0 && socket.closed
    })

    expect(closed).toEqual({ code: 4403, reason: 'The token was revoked' })
  })
})

describe('the protocol of the connection', () => {
  test.each<[string, Record<string, string>]>([
    ['none', {}],
    ['the one that graphql-ws took over from', { 'sec-websocket-protocol': 'graphql-ws' }],
    ['an unknown one', { 'sec-websocket-protocol': 'chat' }],
  ])('has to be graphql-transport-ws; %s closes with 4406', async (_, headers) => {
    const socket = await tcpSocket(scene.url, headers)

    expect(await socket.closeCode()).toBe(4406)
    socket.socket.destroy()
  })

  test('is found among others', async () => {
    const socket = await tcpSocket(scene.url, {
      'sec-websocket-protocol': 'graphql-ws, graphql-transport-ws',
    })

    expect(socket.head).toContain('sec-websocket-protocol: graphql-transport-ws')
    socket.socket.destroy()
  })
})

describe('an id', () => {
  test('that is taken closes with 4409', async () => {
    const socket = await scene.connected()
    socket.subscribe('a', query)
    socket.subscribe('a', query)

    expect(await codeOf(socket)).toBe(4409)
  })

  test('of what has ended can be taken again', async () => {
    const socket = await scene.connected()
    for (let round = 1; round <= 3; round += 1) {
      socket.subscribe('a', query)
      await until('the follower', async () => scene.feed.followers() === 1)
      socket.send({ id: 'a', type: 'complete' })
      await until('nobody', async () => scene.feed.followers() === 0)
    }

    expect(socket.messages.map(({ type }) => type)).toEqual(['connection_ack'])
  })

  test.each(['__proto__', 'constructor', 'toString', '日本', ' '])('may be %j', async (id) => {
    const socket = await scene.connected()
    socket.subscribe(id, query)
    await until('the follower', async () => scene.feed.followers() === 1)
    scene.feed.tell()
    await until('an event', async () => socket.values(id).length === 1)
  })
})

describe('frames', () => {
  const transport = { 'sec-websocket-protocol': 'graphql-transport-ws' }
  const bomb = deflateRawSync(Buffer.alloc(20_000_000, ' '))

  test('are never compressed: who offers that is declined, so no bomb can go off', async () => {
    const socket = await tcpSocket(scene.url, {
      ...transport,
      'sec-websocket-extensions': 'permessage-deflate; client_max_window_bits',
    })

    expect(socket.head).not.toContain('sec-websocket-extensions')
    const before = process.memoryUsage().rss
    socket.send(frame({ opcode: opcodes.text, payload: bomb, compressed: true }))
    expect(await socket.closeCode()).toBe(1002)
    expect(process.memoryUsage().rss - before).toBeLessThan(20_000_000)
    socket.socket.destroy()
  })

  test.each<[string, number, Buffer[]]>([
    ['that are too large', 1009, [frame({ opcode: opcodes.text, payload: Buffer.alloc(10_001, ' ') })]],
    [
      'that are too large together',
      1009,
      [
        frame({ opcode: opcodes.text, payload: Buffer.alloc(6_000, ' '), fin: false }),
        frame({ opcode: opcodes.continuation, payload: Buffer.alloc(6_000, ' ') }),
      ],
    ],
    ['that no client has masked', 1002, [frame({ opcode: opcodes.ping, masked: false })]],
    ['that continue nothing', 1002, [frame({ opcode: opcodes.continuation })]],
    ['of no known kind', 1002, [frame({ opcode: 3 })]],
    ['of text that is none', 1007, [frame({ opcode: opcodes.text, payload: Buffer.of(0xc3, 0x28) })]],
    ['that ping with too much', 1002, [frame({ opcode: opcodes.ping, payload: Buffer.alloc(126) })]],
  ])('%s end the connection with %d', async (_, code, frames) => {
    const socket = await tcpSocket(scene.url, transport)
    socket.send(...frames)

    expect(await socket.closeCode()).toBe(code)
    socket.socket.destroy()
  })

  test('that say more than they carry are waited for, until the time to say who it is has passed', async () => {
    const socket = await tcpSocket(scene.url, transport)
    socket.send(
      frame({ opcode: opcodes.text, payload: Buffer.from('{"type":"connection_init"}') }).subarray(0, 9),
    )

    expect(await socket.closeCode()).toBe(4408)
    socket.socket.destroy()
  })
})

test('nobody else is disturbed by what one client does wrong', async () => {
  const witness = await scene.connected()
  witness.subscribe('a', query)
  await until('the follower', async () => scene.feed.followers() === 1)
  const wrong = await Promise.all(Array.from({ length: 50 }, () => scene.connected()))
  for (const [index, socket] of wrong.entries()) {
    socket.subscribe('a', query)
    socket.send(index % 2 === 0 ? '{' : Buffer.alloc(100))
  }
  expect(await Promise.all(wrong.map(codeOf))).toEqual(wrong.map(() => 4400))
  scene.feed.tell(5)
  await until('five events', async () => witness.values('a').length === 5)

  expect(witness.socket.readyState).toBe(witness.socket.OPEN)
})

test('every close is counted by its code', async () => {
  const before = await closes()
  const socket = await scene.connected()
  socket.send('{')
  await socket.closed
  await until('the count', async () => ((await closes())['4400'] ?? 0) > (before['4400'] ?? 0))

  expect((await closes())['4400']).toBe((before['4400'] ?? 0) + 1)
})
