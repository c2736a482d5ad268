import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGateway } from '@pactwork/gateway/gateway'
import { gatewayConfig } from '@pactwork/gateway/program/config'
import { fileSource } from '@pactwork/gateway/program/reload/file-source'
import { graphHolder } from '@pactwork/gateway/program/reload/graph-holder'
import { smallGraph } from '@pactwork/gateway/program/small-graph'
import { createLog } from '@pactwork/kernel/runtime/log'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { Pool } from 'undici'
import { z } from 'zod'
import { until } from '../support/until.ts'

const atOnce = 200
const log = createLog('swap', 'silent')
/** A subgraph that failed is left alone for so long, in milliseconds; its failures may go on until then. */
const pause = 300

let graph: Awaited<ReturnType<typeof smallGraph>>
let folder: string
let file: string
beforeAll(async () => {
  graph = await smallGraph()
  folder = mkdtempSync(join(tmpdir(), 'swap-under-load-'))
  file = join(folder, 'supergraph.graphql')
  writeFileSync(file, graph.supergraph())
})
afterAll(() => {
  graph.close()
  rmSync(folder, { recursive: true })
})

type Subgraph = 'things' | 'weights'
/** An operation, what it answers while everything is up, and which field is whose. */
type Asked = { query: string; right: unknown; owners: Record<string, Subgraph> }

const operations: ((id: number) => Asked)[] = [
  (id) => ({
    query: `{ thing(id: "${id}") { id name } }`,
    right: { thing: { id: `${id}`, name: `thing ${id}` } },
    owners: { thing: 'things' },
  }),
  (id) => ({
    query: `{ thing(id: "${id}") { name weight } }`,
    right: { thing: { name: `thing ${id}`, weight: id * 10 } },
    owners: { thing: 'things', 'thing.weight': 'weights' },
  }),
  () => ({
    query: '{ heaviest { id weight name } }',
    right: { heaviest: { id: '9', weight: 90, name: 'thing 9' } },
    owners: { heaviest: 'weights', 'heaviest.name': 'things' },
  }),
  (id) => ({
    query: `{ things(ids: ["${id}", "${id}", "${id + 1}"]) { id weight } }`,
    right: { things: [id, id, id + 1].map((each) => ({ id: `${each}`, weight: each * 10 })) },
    owners: {
      things: 'things',
      'things.0.weight': 'weights',
      'things.1.weight': 'weights',
      'things.2.weight': 'weights',
    },
  }),
]

const answer = z.object({
  data: z.unknown(),
  errors: z
    .array(
      z.object({
        path: z.array(z.union([z.string(), z.number()])),
        extensions: z.object({ code: z.string() }),
      }),
    )
    .default([]),
})

/** Which subgraph was away when, in `Date.now()`. */
const away: { subgraph: Subgraph; from: number; to: number }[] = []

const mayFail = (subgraph: Subgraph, from: number, to: number): boolean =>
  away.some((time) => time.subgraph === subgraph && time.from <= to && from <= time.to + 2 * pause)

/** What is wrong with an answer: nothing, unless a value differs or something failed that was up. */
function faultOf(
  { right, owners }: Asked,
  { data, errors }: z.infer<typeof answer>,
  from: number,
  to: number,
): string | undefined {
  const failed = new Map(errors.map(({ path, extensions }) => [path.join('.'), extensions.code]))
  for (const [path, code] of failed) {
    const owner = owners[path]
    if (owner === undefined || code !== 'SUBGRAPH_UNAVAILABLE') return `${code} at ${path}`
    if (!mayFail(owner, from, to)) return `${owner} failed at ${path} while it was up`
  }
  const expected = JSON.stringify(blanked(right, failed))

  return JSON.stringify(data) === expected ? undefined : `${JSON.stringify(data)} instead of ${expected}`
}

/** The right answer with null where something failed. */
function blanked(value: unknown, failed: ReadonlyMap<string, string>, path = ''): unknown {
  if (failed.has(path)) return null
  if (Array.isArray(value)) return value.map((item, index) => blanked(item, failed, `${path}.${index}`))
  if (typeof value !== 'object' || value === null) return value

  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      blanked(inner, failed, path === '' ? key : `${path}.${key}`),
    ]),
  )
}

async function started() {
  const config = gatewayConfig({
    options: { supergraph: file, port: 0, open: true },
    env: { PACTWORK_GATEWAY_FETCH_BREAKER_PAUSE: String(pause) },
  })
  const holder = await graphHolder({
    source: fileSource({ file, watch: true, interval: 50, settled: 10 }),
    lints: 'warn',
    log,
    metrics: { supergraph: () => {} },
  })
  const gateway = await startGateway({ config, holder, log })

  return {
    url: `http://127.0.0.1:${gateway.port}`,
    hash: () => holder.status().hash,
    async stop() {
      await gateway.stop()
      await holder.stop()
    },
  }
}

/** As many requests as given are under way all the time until `stop`; every answer is looked at. */
function load(url: string) {
  const pool = new Pool(url, { connections: atOnce })
  const faults: string[] = []
  let ending = false
  let answered = 0
  let failures = 0

  const one = async (turn: number): Promise<void> => {
    const asked = (operations[turn % operations.length] ?? operations[0]!)(1 + (turn % 97))
    const from = Date.now()
    const { body, statusCode } = await pool.request({
      path: '/graphql',
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: asked.query }),
    })
    const given = answer.parse(await body.json())
    const fault = faultOf(asked, given, from, Date.now())
    answered += 1
    if (given.errors.length > 0) failures += 1
    if (statusCode !== 200 || fault) faults.push(`${statusCode} ${asked.query}: ${fault}`)
  }
  const workers = Array.from({ length: atOnce }, async (_, worker) => {
    for (let turn = worker; !ending; turn += atOnce + 1) {
      await one(turn).catch((error: unknown) => faults.push(`${operations.length} ${String(error)}`))
    }
  })

  return {
    faults,
    answered: () => answered,
    failures: () => failures,
    async stop() {
      ending = true
      await Promise.all(workers)
      await pool.close()
    },
  }
}

describe('200 requests under way', () => {
  test('subgraphs restart one by one and the supergraph is swapped three times: nothing else fails, nothing is wrong', async () => {
    const gateway = await started()
    const running = load(gateway.url)
    const more = (count: number) => {
      const goal = running.answered() + count
      return until(`${count} more answers`, async () => running.answered() >= goal)
    }
    const swap = async (version: number): Promise<void> => {
      const before = gateway.hash()
      writeFileSync(`${file}.new`, graph.supergraph(version))
      renameSync(`${file}.new`, file)
      await until('the new supergraph', async () => gateway.hash() !== before)
    }
    const restart = async (subgraph: Subgraph): Promise<void> => {
      const time = { subgraph, from: Date.now(), to: Infinity }
      away.push(time)
      const failedBefore = running.failures()
      await graph.kill(subgraph)
      await until(`${subgraph} to be missed`, async () => running.failures() > failedBefore)
      await more(atOnce)
      await graph.revive(subgraph)
      time.to = Date.now()
    }

    await more(atOnce)
    await swap(1)
    await restart('things')
    await more(2 * atOnce)
    await swap(2)
    await restart('weights')
    await swap(3)
    await more(2 * atOnce)
    await until('everything to be back', async () => {
      const before = running.failures()
      await more(2 * atOnce)
      return running.failures() === before
    })
    await running.stop()
    await gateway.stop()
    console.log(
      `${running.answered()} answers, ${running.failures()} of them with what a killed subgraph left out`,
    )

    expect(running.faults).toEqual([])
    expect(running.failures()).toBeGreaterThan(0)
  })
})
