import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '@pactwork/kernel/runtime/log'
import { userTokenIssuer } from '@pactwork/kernel/runtime/user-token'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startGateway, type RunningGateway } from '../gateway.ts'
import { buildGraph } from '../graph.ts'
import { gatewayConfig } from '../program/config.ts'
import { smallGraph } from '../program/small-graph.ts'
import { testKey, testToken } from '../trust/test-issuer.ts'

// A gateway that gives a request one second to arrive.
let graph: Awaited<ReturnType<typeof smallGraph>>
let gateway: RunningGateway
let folder: string
let token: string

beforeAll(async () => {
  const key = await testKey('k1')
  token = await testToken(key, {})
  graph = await smallGraph()
  folder = mkdtempSync(join(tmpdir(), 'slow-requests-'))
  const config = join(folder, 'gateway.json')
  const supergraph = join(folder, 'supergraph.graphql')
  writeFileSync(supergraph, graph.supergraph())
  const issuer = { issuer: userTokenIssuer, jwks: { keys: [key.published] }, revocations: false }
  writeFileSync(
    config,
    JSON.stringify({ port: 0, trust: { issuers: [issuer] }, limits: { requestSeconds: 1 } }),
  )
  const served = buildGraph(graph.supergraph())
  const status = { hash: served.hash, loadedAt: '', refused: undefined, unreachable: undefined }
  gateway = await startGateway({
    config: gatewayConfig({ options: { config, supergraph }, env: {} }),
    holder: { current: () => served, status: () => status, follow: () => {} },
    log: createLog('gateway', 'silent'),
  })
})
afterAll(async () => {
  await gateway.stop()
  graph.close()
  rmSync(folder, { recursive: true })
})

type Slow = { first: string; then?: string }
type Ended = { said: string; seconds: number }

/** A connection that says something and then a byte of the rest now and then, for as long as it may. */
function slowly({ first, then = '' }: Slow): Promise<Ended> {
  const startedAt = performance.now()
  const socket = connect(gateway.port, '127.0.0.1')
  let said = ''
  let at = 0
  socket.on('data', (chunk) => (said += String(chunk)))
  // Whoever goes on talking on a connection that was closed is told so.
  socket.on('error', () => {})
  socket.write(first)
  const dribble = setInterval(() => void (then[at] && socket.write(then[at++] ?? '')), 50)

  return new Promise((resolve) => {
    socket.once('close', () => {
      clearInterval(dribble)
      resolve({ said, seconds: (performance.now() - startedAt) / 1_000 })
    })
  })
}

const body = JSON.stringify({ query: '{ thing(id: "4") { weight } }' })
const start = 'POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\n'
const head = (length: string): string => `${start}authorization: Bearer ${token}\r\n${length}\r\n\r\n`
const whole = (): string => `${head(`content-length: ${body.length}`)}${body}`
const long = 'a'.repeat(10_000)

const ask = async (): Promise<unknown> => {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body,
  })

  return response.json()
}

const kinds: [string, () => Slow][] = [
  ['says nothing', () => ({ first: '' })],
  ['begins a head and says no more', () => ({ first: start })],
  ['dribbles its head', () => ({ first: start, then: `x-long: ${long}` })],
  ['dribbles the head of its second request', () => ({ first: whole(), then: `${start}x-long: ${long}` })],
  ['dribbles its body', () => ({ first: head('content-length: 10000'), then: long })],
  [
    'dribbles a body in chunks',
    () => ({ first: head('transfer-encoding: chunked'), then: `2710\r\n${long}` }),
  ],
]

describe('a client that', () => {
  test.each(kinds)('%s is told so and let go, while others are served', async (_what, slow) => {
    const slowOnes = Array.from({ length: 20 }, () => slowly(slow()))
    const ended = Promise.all(slowOnes)
    let served = 0
    let over = false
    void ended.then(() => (over = true))
    while (!over) {
      expect(await ask()).toEqual({ data: { thing: { weight: 40 } } })
      served += 1
    }

    expect(served).toBeGreaterThan(20)
    for (const { said, seconds } of await ended) {
      expect(said).toContain('HTTP/1.1 408 Request Timeout')
      expect(said).toContain('"code":"REQUEST_TIMEOUT"')
      expect(seconds).toBeGreaterThan(0.9)
      expect(seconds).toBeLessThan(10)
    }
  })

  test('dribbles a body without a token is not waited for', async () => {
    const { said, seconds } = await slowly({ first: `${start}content-length: 10000\r\n\r\n`, then: long })

    expect(said).toContain('HTTP/1.1 401 Unauthorized')
    expect(seconds).toBeLessThan(10)
  })

  test('asks again after a pause on the same connection is served', async () => {
    const socket = connect(gateway.port, '127.0.0.1')
    let said = ''
    const twice = new Promise<void>((resolve) => {
      socket.on('data', (chunk) => {
        said += String(chunk)
        if (said.split('"weight":40').length === 3) resolve()
      })
    })
    socket.write(whole())
    setTimeout(() => socket.write(whole()), 1_500)
    await twice
    socket.destroy()

    expect(said).not.toContain('408')
  })
})
