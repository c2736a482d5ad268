import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { smallGraph } from './small-graph.ts'

const main = fileURLToPath(new URL('../main.ts', import.meta.url))

let graph: Awaited<ReturnType<typeof smallGraph>>
let folder: string
let file: string
const running = new Set<ChildProcess>()
/** Milliseconds, for a machine at rest; one that runs other tests beside gets three times as long. */
const wanted = 3_000
beforeAll(async () => {
  graph = await smallGraph()
  folder = mkdtempSync(join(tmpdir(), 'gateway-program-'))
  file = join(folder, 'supergraph.graphql')
})
afterEach(() => {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
})
afterAll(() => {
  graph.close()
  rmSync(folder, { recursive: true })
})

/** The program with these arguments, and nothing of this process's environment. */
function program(args: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main, ...args], {
    cwd: folder,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  const ended = once(child, 'exit').then(([code]) => Number(code))

  return { child, ended, err: text(child.stderr), out: text(child.stdout), stderr: child.stderr }
}

/** A program that serves, once it says so. */
async function serving(args: readonly string[] = [], env: Record<string, string> = {}) {
  writeFileSync(file, graph.supergraph())
  const startedAt = performance.now()
  const started = program(['--supergraph', file, '--port', '0', ...args], env)
  const said = await saying(started.stderr, /weights http\S+/, started.ended)
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0] ?? ''
  const milliseconds = Math.round(performance.now() - startedAt)
  const ask = (query: string, headers = {}) =>
    fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    })

  return { ...started, said, url, milliseconds, ask }
}

async function saying(
  stream: NodeJS.ReadableStream,
  pattern: RegExp,
  ended: Promise<number>,
): Promise<string> {
  let said = ''
  stream.on('data', (chunk) => (said += String(chunk)))
  for (;;) {
    if (pattern.test(said)) return said
    const code = await Promise.race([ended, once(stream, 'data').then(() => undefined)])
    if (code !== undefined) throw new Error(`ended with ${code}: ${said}`)
  }
}

describe('a gateway for any supergraph', () => {
  test('is up soon, says what it serves, and serves it', async () => {
    const { said, url, milliseconds, ask } = await serving(['--open'])

    expect(milliseconds).toBeLessThan(3 * wanted)
    for (const part of [
      'OPEN: no tokens',
      file,
      `${url}/graphql`,
      '/health',
      '/ready',
      'in a browser',
      graph.urlOf('things'),
      graph.urlOf('weights'),
      'Metrics',
      'Limits',
      'Modes',
    ])
      expect(said).toContain(part)
    expect((await fetch(`${url}/health`)).status).toBe(200)
    expect(await (await fetch(`${url}/ready`)).json()).toMatchObject({ ready: true })
    expect(await (await ask('{ thing(id: "4") { name weight } }')).json()).toEqual({
      data: { thing: { name: 'thing 4', weight: 40 } },
    })
  })

  test('shows in development how an operation was planned, to who asks', async () => {
    const { ask } = await serving(['--open'])
    const answer = await (await ask('{ thing(id: "4") { weight } }', { 'x-pactwork-query-plan': '1' })).json()

    expect(answer).toMatchObject({
      data: { thing: { weight: 40 } },
      extensions: { queryPlan: expect.stringContaining('Fetch(service: "weights")') },
    })
  })

  test('takes its subgraphs, sections and modes from a configuration file and the environment', async () => {
    const config = join(folder, 'gateway.yaml')
    writeFileSync(
      config,
      `development: false\nsubgraphs: { things: "${graph.urlOf('things')}/" }\ntrust: { required: false, issuers: [{ jwksUrl: "http://127.0.0.1:9/keys", revocations: false }] }\nlimits: { depth: 1 }\n`,
    )
    const { said, ask, url } = await serving(['--config', config], { PACTWORK_GATEWAY_LIMITS_ALIASES: '7' })

    expect(said).toContain('depth 1, 7 aliases')
    expect(said).not.toContain('OPEN')
    expect(await (await ask('{ heaviest { id } }')).json()).toMatchObject({
      errors: [{ extensions: { code: expect.stringMatching(/DEPTH|DEEP/) } }],
    })
    const page = await fetch(url, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('This is a GraphQL endpoint')
  })
})

describe('what cannot be is told in one sentence', () => {
  test.each([
    [
      'an unknown flag',
      ['--bogus'],
      {},
      "Unknown option '--bogus': `npm run gateway -- --help` lists the options.",
    ],
    ['no port', ['--port', 'x'], {}, '--port x is not a port: give a number from 0 to 65535.'],
    [
      'nothing to serve',
      [],
      {},
      'There is no supergraph to serve: name its file or URL by --supergraph, or in a configuration file.',
    ],
    [
      'no file',
      ['--supergraph', '/none.graphql', '--open'],
      {},
      'The supergraph cannot be read: there is no file /none.graphql.',
    ],
    [
      'nobody to trust',
      ['--supergraph', 'x'],
      {},
      'Nobody is trusted to issue tokens: configure trust.issuers, or start with --open.',
    ],
    [
      'open in production',
      ['--supergraph', 'x', '--open'],
      { NODE_ENV: 'production' },
      'An open gateway checks no tokens and knows no limits, and NODE_ENV is production: configure `trust`, or set openInProduction if this is meant.',
    ],
    [
      'a misspelt variable',
      ['--supergraph', 'x'],
      { PACTWORK_GATEWAY_LIMITS_DEEPNESS: '3' },
      'PACTWORK_GATEWAY_LIMITS_DEEPNESS is no setting of the gateway; did you mean PACTWORK_GATEWAY_LIMITS_',
    ],
    [
      'a collector of traces that is none',
      ['--supergraph', 'x', '--open'],
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' },
      'OTEL_EXPORTER_OTLP_ENDPOINT="collector:4318" is no URL with http: or https:',
    ],
  ])('%s', async (_what, args, env, sentence) => {
    const { ended, err } = program(args, env)

    expect(await ended).toBe(2)
    expect(await err).toContain(sentence)
    expect((await err).trim()).not.toContain('\n')
  })

  test('a port that is taken', async () => {
    const { url } = await serving(['--open'])
    const { ended, err } = program(['--supergraph', file, '--port', url.split(':')[2] ?? '', '--open'])

    expect(await ended).toBe(2)
    expect(await err).toContain('is taken by another process: name another one.')
  })

  test('help is no fault', async () => {
    const { ended, out } = program(['--help'])

    expect(await ended).toBe(0)
    expect(await out).toContain('--supergraph FILE')
  })
})

describe('reload', () => {
  const ready = async (url: string): Promise<unknown> => (await fetch(`${url}/ready`)).json()

  test('a new supergraph is served without a restart; a bad one is refused and told', async () => {
    const { url, ask } = await serving(['--open'])
    const before = await ready(url)
    const replaced = (content: string): void => {
      writeFileSync(`${file}.new`, content)
      renameSync(`${file}.new`, file)
    }

    replaced('type Query { broken')
    const refused = await seen(
      () => ready(url),
      (state) => JSON.stringify(state).includes('refused'),
    )
    expect(refused).toMatchObject({
      ready: true,
      supergraph: { refused: { reason: expect.stringContaining('Syntax Error') } },
    })
    expect(await (await ask('{ thing(id: "1") { name } }')).json()).toEqual({
      data: { thing: { name: 'thing 1' } },
    })

    replaced(graph.supergraph(1))
    const after = await seen(
      () => ready(url),
      (state) => !JSON.stringify(state).includes('refused'),
    )
    expect(after).not.toEqual(before)
    expect(await (await ask('{ __schema { queryType { fields { name } } } }')).json()).toMatchObject({
      data: { __schema: { queryType: { fields: expect.arrayContaining([{ name: 'version1_things' }]) } } },
    })
  })
})

describe('SIGTERM', () => {
  test('sends the spans that wait to the collector before the end', async () => {
    const sent: string[] = []
    const collector = createServer((request, response) => {
      void text(request).then((body) => {
        sent.push(body)
        response.end()
      })
    })
    collector.listen(0, '127.0.0.1')
    await once(collector, 'listening')
    const address = collector.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const { child, ended, ask } = await serving(['--open'], {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      PACTWORK_PROCESS: 'front-door',
    })
    await ask('query Weighed { thing(id: "4") { weight } }')
    child.kill('SIGTERM')

    expect(await ended).toBe(0)
    const all = sent.join('\n')
    expect(all).toContain('{"key":"service.name","value":{"stringValue":"front-door"}}')
    for (const name of ['gateway', 'gateway.request', 'gateway.plan', 'gateway.fetch'])
      expect(all).toContain(`"name":"${name}"`)
    collector.close()
  })

  test('takes nothing new, lets what runs finish, and ends with 0', async () => {
    const { child, ended, ask, url } = await serving(['--open'])
    const running = ask('{ patience }')
    await graph.waiting
    child.kill('SIGTERM')
    await seen(
      () =>
        fetch(`${url}/health`).then(
          () => 'listening',
          () => 'closed',
        ),
      (state) => state === 'closed',
    )
    graph.reward()

    expect(await (await running).json()).toEqual({ data: { patience: 'rewarded' } })
    expect(await ended).toBe(0)
  })

  test('does not wait longer than drainMs', async () => {
    const slow = await smallGraph()
    const own = join(folder, 'slow.graphql')
    writeFileSync(own, slow.supergraph())
    const { child, ended, ask } = await serving(['--open', '--supergraph', own], {
      PACTWORK_GATEWAY_DRAIN_MS: '200',
    })
    const cut = ask('{ patience }').then(
      () => 'answered',
      () => 'cut',
    )
    await slow.waiting
    child.kill('SIGTERM')

    expect(await cut).toBe('cut')
    expect(await ended).toBe(0)
    slow.close()
  })
})

/** What `look` sees as soon as it fits; the last thing seen is told when that takes too long. */
async function seen<Value>(look: () => Promise<Value>, fits: (value: Value) => boolean): Promise<Value> {
  const deadline = Date.now() + 10_000
  for (;;) {
    const value = await look()
    if (fits(value)) return value
    if (Date.now() > deadline) throw new Error(`last seen: ${JSON.stringify(value)}`)
    await after(20)
  }
}
