import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import {
  closedPort,
  fakeSubgraph,
  replying,
  resetting,
  silent,
  type Arrived,
  type FakeSubgraph,
} from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query } from './fetch-scene.ts'
import type { Fault } from './fault.ts'

const megabyte = 1024 * 1024
const settings = { headersTimeout: 150, bodyTimeout: 150, answerBytes: megabyte }

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

beforeEach(async () => {
  subgraph = await fakeSubgraph()
  fetcher = fetcherOf(subgraph.url, { settings })
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

const half = '{"data":{"ok":'

const ills: [string, Fault, (call: Arrived) => void][] = [
  ['resets the connection', 'connection', resetting],
  ['closes the connection', 'connection', ({ request }) => void request.socket.destroy()],
  ['says nothing', 'slow', silent],
  ['stops after the head', 'slow', ({ response }) => response.writeHead(200).flushHeaders()],
  ['stops in the middle', 'slow', ({ response }) => void response.write(half)],
  [
    'breaks off in the middle',
    'broken',
    ({ response, request }) => void response.write(half, () => request.socket.destroy()),
  ],
  [
    'promises more than it sends',
    'broken',
    ({ response, request }) => {
      response.writeHead(200, { 'content-length': 100 })
      response.write(half, () => request.socket.end())
    },
  ],
  ['ends in the middle, as if that were all', 'invalid', replying(half)],
  ['answers with a page', 'invalid', replying('<html>Bad gateway</html>', 502, 'text/html')],
  ['answers with nothing', 'invalid', ({ response }) => void response.writeHead(204).end()],
  [
    'sends somewhere else',
    'invalid',
    ({ response }) => void response.writeHead(302, { location: '/' }).end(),
  ],
  ['answers with other JSON', 'invalid', replying('{"status":"up"}')],
  ['answers with data of another shape', 'invalid', replying('{"data":["ok"]}')],
  ['answers with errors of another shape', 'invalid', replying('{"errors":["no"]}')],
  ['speaks another protocol', 'invalid', ({ request }) => void request.socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
  ['packs what nobody asked it to pack', 'invalid', replying('\u001f\u008b\u0008')],
  ['does not know the path', 'unfit', replying('Cannot POST /graphql', 404, 'text/plain')],
  ['finds the request too large', 'unfit', replying('', 413)],
]

describe('a subgraph that', () => {
  test.each(ills)('%s is unavailable (%s)', async (_what, fault, behaviour) => {
    subgraph.behaves(behaviour)
    const failed = await failureOf(fetcher.fetch(mutation(), operationOf()))

    expect(failed).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault })
    expect(failed.cause).toHaveProperty('message')
    expect(subgraph.calls).toHaveLength(1)
  })

  test('nobody runs is unavailable', async () => {
    const nowhere = fetcherOf(`http://127.0.0.1:${await closedPort()}/graphql`)
    const failed = await failureOf(nowhere.fetch(mutation(), operationOf()))

    expect(failed).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault: 'connection' })
    expect(failed.cause).toMatchObject({ code: 'ECONNREFUSED' })
    await nowhere.close()
  })

  test('recovers is available again', async () => {
    subgraph.behaves(resetting)
    await failureOf(fetcher.fetch(mutation(), operationOf()))
    subgraph.behaves(replying('{"data":{"ok":true}}'))

    expect(await fetcher.fetch(mutation(), operationOf())).toEqual({ data: { ok: true } })
  })
})

describe('an answer of 100 MB', () => {
  test('is cut off while it comes: what was sent of it is little more than the bound', async () => {
    let ended = Promise.resolve<unknown>(undefined)
    subgraph.behaves(async ({ response, left }) => {
      ended = left
      const piece = Buffer.alloc(megabyte / 4, ' ')
      for (let count = 0; count < 400 && !response.destroyed; count += 1)
        if (!response.write(piece))
          await Promise.race([left, new Promise((go) => response.once('drain', go))])
      response.end()
    })
    const failed = await failureOf(fetcher.fetch(mutation(), operationOf()))
    await ended

    expect(failed).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault: 'unfit' })
    expect(subgraph.calls[0]?.request.socket.bytesWritten).toBeLessThan(16 * megabyte)
  })

  test('is not read at all when its head says so', async () => {
    subgraph.behaves(({ response }) =>
      response.writeHead(200, { 'content-length': 100 * megabyte }).flushHeaders(),
    )
    const failed = await failureOf(fetcher.fetch(mutation(), operationOf()))
    await subgraph.calls[0]?.left

    expect(failed.fault).toBe('unfit')
  })

  test('hundreds of them keep little in memory', async () => {
    const piece = Buffer.alloc(megabyte / 4, ' ')
    subgraph.behaves(async ({ response, left }) => {
      while (!response.destroyed)
        if (!response.write(piece))
          await Promise.race([left, new Promise((go) => response.once('drain', go))])
    })
    const before = process.memoryUsage().arrayBuffers
    let most = 0
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(
        Array.from({ length: 20 }, () => failureOf(fetcher.fetch(mutation({ round }), operationOf()))),
      )
      most = Math.max(most, process.memoryUsage().arrayBuffers - before)
    }

    // 20 at a time: each side holds about the bound and what the sockets hold, and not the 200 that were cut off.
    expect(most).toBeLessThan(20 * 6 * megabyte)
  })

  test('is no illness: an exacting request shuts nobody else out', async () => {
    subgraph.behaves(replying(`{"data":{"text":"${'x'.repeat(megabyte)}"}}`))
    for (let call = 0; call < 40; call += 1) await failureOf(fetcher.fetch(query({ call }), operationOf()))

    expect(subgraph.calls).toHaveLength(40)
    expect(fetcher.counted).not.toContain('breaker things open')
  })
})

test('more calls than may wait are refused at once', async () => {
  subgraph.behaves(silent)
  const narrow = fetcherOf(subgraph.url, { settings: { connections: 2, waiting: 3, headersTimeout: 60_000 } })
  const controller = new AbortController()
  const held = Array.from({ length: 5 }, (_, n) =>
    failureOf(narrow.fetch(query({ n }), operationOf({ signal: controller.signal }))),
  )
  const refused = await failureOf(narrow.fetch(query({ n: 5 }), operationOf()))
  await subgraph.arrived(2)
  controller.abort()

  expect(refused).toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE', fault: 'crowded' })
  expect((await Promise.all(held)).map(({ fault }) => fault)).toEqual(Array(5).fill('cancelled'))
  expect(subgraph.connections()).toBe(2)
  await narrow.close()
})

describe('what a client is told', () => {
  test('names no subgraph and nothing of our inside', async () => {
    for (const [, , behaviour] of ills.filter(([, fault]) => fault !== 'slow')) {
      subgraph.behaves(behaviour)
      const { message } = await failureOf(fetcher.fetch(query(), operationOf()))

      expect(message).toMatch(/does not answer/)
      expect(message).not.toMatch(/things|http|127\.0\.0\.1|socket|ECONN|status|JSON/i)
    }
  })

  test('names the subgraph in development', async () => {
    subgraph.behaves(replying('no'))
    const developing = fetcherOf(subgraph.url, { development: true })

    expect((await failureOf(developing.fetch(query(), operationOf()))).message).toMatch(/^The things service/)
    await developing.close()
  })

  test('leaves open whether a command was carried out, unless it was not even sent', async () => {
    subgraph.behaves(resetting)

    expect((await failureOf(fetcher.fetch(mutation(), operationOf()))).message).toMatch(
      /may have been carried out all the same.*idempotency key/,
    )
    expect((await failureOf(fetcher.fetch(query(), operationOf()))).message).not.toMatch(/carried out/)
  })
})
