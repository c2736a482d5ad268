import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { smallGraph } from '@pactwork/gateway/program/small-graph'
import { until } from '../support/until.ts'

const main = fileURLToPath(new URL('../../gateway/src/main.ts', import.meta.url))
const within = { within: 60_000 }

let graph: Awaited<ReturnType<typeof smallGraph>>
let folder: string
let running: ChildProcess | undefined

beforeAll(async () => {
  graph = await smallGraph()
  folder = mkdtempSync(join(tmpdir(), 'gateway-workers-'))
  writeFileSync(join(folder, 'supergraph.graphql'), graph.supergraph())
})
afterEach(() => void running?.kill('SIGKILL'))
afterAll(() => {
  graph.close()
  rmSync(folder, { recursive: true })
})

function program(args: readonly string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, PACTWORK_GATEWAY_OBSERVE_METRICS_PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running = child
  let logged = ''
  child.stdout.on('data', (chunk) => (logged += String(chunk)))

  return { child, logged: () => logged, ended: once(child, 'exit').then(([code]) => Number(code)) }
}

async function threeWorkers() {
  const args = ['--supergraph', 'supergraph.graphql', '--port', '0', '--open', '--workers', '3']
  const { child, ended, logged } = program(args)
  let said = ''
  child.stderr.on('data', (chunk) => (said += String(chunk)))
  const urlOf = (label: string): string => new RegExp(`${label} +(http://[\\d.:]+)`).exec(said)?.[1] ?? ''
  await until('the gateway to say where it is', () => Promise.resolve(urlOf('Metrics') || undefined), within)

  return { child, ended, logged, url: urlOf('GraphQL'), metrics: urlOf('Metrics') }
}

/** On a connection of its own. */
async function exchange(url: string, body?: string): Promise<Record<string, unknown>> {
  const asked = request(url, {
    agent: false,
    method: body === undefined ? 'GET' : 'POST',
    headers: { 'content-type': 'application/json' },
  })
  asked.end(body)
  const [response] = (await once(asked, 'response')) as [IncomingMessage]

  return JSON.parse(await text(response)) as Record<string, unknown>
}

/** Which process answers. */
const answering = async (url: string): Promise<string> => String((await exchange(`${url}/health`))['process'])

/** Those that answer, as soon as there are three, none of them one of the former. */
const three = (url: string, former: readonly string[] = []): Promise<string[]> => {
  const seen = new Set<string>()
  return until(
    'three workers to answer',
    async () => {
      const name = await answering(url)
      if (!former.includes(name)) seen.add(name)
      return seen.size === 3 && [...seen].toSorted()
    },
    { ...within, every: 5 },
  )
}

const childrenOf = ({ pid }: ChildProcess): number[] =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number)

const ask = (url: string): Promise<unknown> =>
  exchange(`${url}/graphql`, JSON.stringify({ query: 'query Asked { __typename }' }))

test('workers share a port and their counts; one that is killed is replaced, and SIGHUP replaces all', async () => {
  const { child, ended, url, metrics } = await threeWorkers()
  const first = await three(url)
  for (let asked = 0; asked < 9; asked += 1) expect(await ask(url)).toEqual({ data: { __typename: 'Query' } })
  const shown = await (await fetch(`${metrics}/metrics`)).text()
  expect(shown).toMatch(/operations_total\{operation="Asked",client="unnamed",kind="query"\} 9\n/)

  const [killed = 0] = childrenOf(child)
  process.kill(killed, 'SIGKILL')
  await until('another to take its place', () => Promise.resolve(childrenOf(child).length === 3), within)
  const second = await three(url)
  expect(second).not.toEqual(first)

  const before = childrenOf(child)
  const failures: unknown[] = []
  const asking = { on: true }
  const steady = (async () => {
    // A connection that waits in the queue of a worker that closes is reset: its client comes back, once.
    while (asking.on)
      await ask(url)
        .catch(() => ask(url))
        .catch((error: unknown) => failures.push(error))
  })()
  child.kill('SIGHUP')
  await until(
    'all to be others',
    () => {
      const now = childrenOf(child)
      return Promise.resolve(now.length === 3 && now.every((pid) => !before.includes(pid)))
    },
    within,
  )
  await three(url, second)
  asking.on = false
  await steady
  expect(failures).toEqual([])

  const left = childrenOf(child)
  child.kill('SIGTERM')
  expect(await ended).toBe(0)
  for (const pid of left) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
}, 180_000)

test('where the next worker does not serve, the others stay, and no more are tried', async () => {
  const { child, url, logged } = await threeWorkers()
  const all = await three(url)
  const before = childrenOf(child)
  writeFileSync(join(folder, 'supergraph.graphql'), 'type Query { broken: Unknown }')
  child.kill('SIGHUP')
  await until('the attempt to fail', () => Promise.resolve(logged().includes('does not serve')), within)
  writeFileSync(join(folder, 'supergraph.graphql'), graph.supergraph())

  expect(childrenOf(child)).toEqual(before)
  expect(logged()).not.toContain('a worker ended')
  expect(await three(url)).toEqual(all)
}, 120_000)

test('workers end with the process that started them, however that ends', async () => {
  const { child, url } = await threeWorkers()
  await three(url)
  const left = childrenOf(child)
  child.kill('SIGKILL')

  const lives = (pid: number): boolean => {
    try {
      return process.kill(pid, 0)
    } catch {
      return false
    }
  }
  await until('all of them to be gone', () => Promise.resolve(!left.some(lives)), within)
}, 120_000)

test('what is wrong is said once, and ends the program', async () => {
  const { child, ended } = program(['--supergraph', 'missing.graphql', '--open', '--workers', '2'])
  const [code, said] = await Promise.all([ended, text(child.stderr)])

  expect(code).toBe(2)
  expect(said.match(/missing\.graphql/g)).toHaveLength(1)
}, 60_000)

test.each(['0', '65', 'two'])(
  '--workers %s is no number of processes',
  async (workers) => {
    const { child, ended } = program(['--supergraph', 'supergraph.graphql', '--workers', workers])
    const [code, said] = await Promise.all([ended, text(child.stderr)])

    expect(code).toBe(2)
    expect(said).toContain(`--workers ${workers} is no number of processes`)
  },
  60_000,
)
