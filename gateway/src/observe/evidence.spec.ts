import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { userTokenIssuer } from '@pactwork/kernel/runtime/user-token'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { pino } from 'pino'
import { startGateway, type RunningGateway } from '../gateway.ts'
import { buildGraph } from '../graph.ts'
import { gatewayConfig } from '../program/config.ts'
import { smallGraph } from '../program/small-graph.ts'
import { testKey, testToken, type TestKey } from '../trust/test-issuer.ts'
import { prometheusMetrics } from './prometheus.ts'
import { observeSettings } from './settings.ts'

// A gateway in this process, with tokens and limits, before two subgraphs that listen.
const lines: string[] = []
const metrics = prometheusMetrics(observeSettings.parse({}))
let key: TestKey
let folder: string
let graph: Awaited<ReturnType<typeof smallGraph>>
let gateway: RunningGateway

beforeAll(async () => {
  key = await testKey('k1')
  graph = await smallGraph()
  folder = mkdtempSync(join(tmpdir(), 'evidence-'))
  const config = join(folder, 'gateway.json')
  const sdl = graph.supergraph()
  writeFileSync(join(folder, 'supergraph.graphql'), sdl)
  const issuer = { issuer: userTokenIssuer, jwks: { keys: [key.published] }, revocations: false }
  writeFileSync(config, JSON.stringify({ port: 0, trust: { issuers: [issuer] }, limits: { depth: 5 } }))
  const served = buildGraph(sdl)
  const status = {
    hash: served.hash,
    loadedAt: new Date(0).toISOString(),
    refused: undefined,
    unreachable: undefined,
  }
  gateway = await startGateway({
    config: gatewayConfig({
      options: { config, supergraph: join(folder, 'supergraph.graphql') },
      env: {},
    }),
    holder: { current: () => served, status: () => status, follow: () => {} },
    metrics,
    log: pino(
      { base: null, timestamp: false },
      new Writable({
        write(chunk, _encoding, done) {
          lines.push(String(chunk))
          done()
        },
      }),
    ),
  })
})
afterAll(async () => {
  await gateway.stop()
  graph.close()
  rmSync(folder, { recursive: true })
})
beforeEach(() => {
  lines.length = 0
  metrics.registry.resetMetrics()
})

async function ask(body: object, claims: Record<string, unknown> = {}): Promise<unknown> {
  const response = await fetch(`http://127.0.0.1:${gateway.port}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'apollographql-client-name': 'portal',
      'apollographql-client-version': '1.2',
      'x-correlation-id': 'c-1',
      authorization: `Bearer ${await testToken(key, claims)}`,
    },
    body: JSON.stringify(body),
  })

  return response.json()
}

/** Our own samples that count something, without histograms' buckets and times. */
const samples = async (): Promise<string[]> =>
  (await metrics.registry.metrics())
    .split('\n')
    .filter((line) => line.startsWith('pactwork_gateway_') && !/ 0$|_bucket|seconds_sum/.test(line))
    .map((line) => line.replace('pactwork_gateway_', ''))

const told = (): unknown[] => lines.map((line): unknown => JSON.parse(line))
const heavy = 'query Heavy($ids: [ID!]!) { things(ids: $ids) { id weight } }'

describe('what an operation leaves behind', () => {
  test('is one line and its counts, and nothing of what it asked', async () => {
    const ids = ['4111', '4111', '4222']
    const answer = await ask({ query: heavy, variables: { ids } })

    expect(answer).toMatchObject({ data: { things: ids.map((id) => ({ id, weight: Number(id) * 10 })) } })
    expect(told()).toEqual([
      {
        level: 30,
        msg: 'operation',
        client: 'portal',
        clientVersion: '1.2',
        correlationId: 'c-1',
        tenant: expect.stringMatching(/^ten_/),
        user: expect.stringMatching(/^usr_/),
        operation: 'Heavy',
        kind: 'query',
        ms: expect.any(Number),
        fetches: 2,
        representations: 3,
        sent: 2,
        cost: expect.any(Number),
      },
    ])
    expect(await samples()).toEqual(
      expect.arrayContaining([
        'operations_total{operation="Heavy",client="portal",kind="query"} 1',
        'operation_duration_seconds_count{operation="Heavy",client="portal"} 1',
        'operation_cost_count{operation="Heavy",client="portal"} 1',
        'plan_cache_total{outcome="miss"} 1',
        'fetch_duration_seconds_count{subgraph="things",outcome="answered"} 1',
        'fetch_duration_seconds_count{subgraph="weights",outcome="answered"} 1',
        'representations_total{subgraph="weights"} 3',
        'representations_sent_total{subgraph="weights"} 2',
      ]),
    )
    expect(lines.join('') + (await samples()).join('')).not.toMatch(/4111|4222|weight }/)
  })

  test('tells a plan that was found from one that was made', async () => {
    await ask({ query: '{ heaviest { weight } }' })
    await ask({ query: '{ heaviest { weight } }' })

    expect(await samples()).toEqual(
      expect.arrayContaining([
        'plan_cache_total{outcome="miss"} 1',
        'plan_cache_total{outcome="hit"} 1',
        'planning_duration_seconds_count 1',
      ]),
    )
  })

  test.each([
    [
      'a variable that does not fit',
      { query: heavy, variables: { ids: [{ card: '4111' }] } },
      'BAD_USER_INPUT',
    ],
    ['a field that is not there', { query: 'query Wrong { card4111 }' }, 'GRAPHQL_VALIDATION_FAILED'],
    ['a text that is no document', { query: 'query Wrong { "4111" }' }, 'GRAPHQL_PARSE_FAILED'],
    ['a document past a limit', { query: '{ a { b { c { d { e { f4111 } } } } } }' }, 'TOO_DEEP'],
  ])('has the code of %s, and not its text', async (_what, body, code) => {
    expect(await ask(body)).toMatchObject({ errors: [{ extensions: { code, correlationId: 'c-1' } }] })
    expect(told()).toMatchObject([{ codes: [code], correlationId: 'c-1', client: 'portal' }])
    expect((await samples()).filter((line) => line.includes(`code="${code}"`))).not.toEqual([])
    expect(lines.join('') + (await samples()).join('')).not.toContain('4111')
  })

  test('has the code of a token that is refused, and not the token', async () => {
    const expired = { iat: 1, exp: 2 }
    const answer = await ask({ query: '{ heaviest { weight } }' }, expired)

    expect(answer).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
    expect(told()).toMatchObject([{ code: 'UNAUTHENTICATED', client: 'portal' }])
    expect(await samples()).toContain('refused_total{code="UNAUTHENTICATED",client="portal"} 1')
    expect(lines.join('')).not.toContain('eyJ')
  })
})
