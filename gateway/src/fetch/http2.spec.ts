import { once } from 'node:events'
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
} from 'node:http2'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { portOf } from './fake-subgraph.ts'
import { failureOf, fetcherOf, mutation, operationOf, query, within } from './fetch-scene.ts'
import { selfSigned } from './self-signed.ts'

type Asked = { request: Http2ServerRequest; response: Http2ServerResponse; left: Promise<unknown> }

const identity = selfSigned()
const trusted = getCACertificates('default')

beforeAll(() => setDefaultCACertificates([...trusted, identity.cert]))
afterAll(() => setDefaultCACertificates(trusted))

let server: Http2SecureServer
let asked: Asked[]
let sockets: number
let behave: (asked: Asked) => void
let fetcher: ReturnType<typeof fetcherOf>
let url: string

const answer = ({ response }: Pick<Asked, 'response'>, data: object = { ok: true }): void =>
  void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data }))

beforeEach(async () => {
  ;[asked, sockets, behave] = [[], 0, answer]
  server = createSecureServer({ ...identity, allowHTTP1: true }, (request, response) => {
    const left = new Promise((resolve) => response.once('close', resolve))
    request.resume().once('end', () => {
      const one = { request, response, left }
      asked.push(one)
      behave(one)
      server.emit('asked')
    })
  })
  server.on('secureConnection', () => void (sockets += 1))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `https://localhost:${portOf(server)}/graphql`
  fetcher = fetcherOf(url)
})
afterEach(async () => {
  await fetcher.close()
  server.close()
  await once(server, 'close')
})

async function until(count: number): Promise<void> {
  while (asked.length < count) await once(server, 'asked')
}

const versions = (): string[] => [...new Set(asked.map(({ request }) => request.httpVersion))]

describe('a subgraph that offers HTTP/2', () => {
  test('is called by it: many calls at a time on one connection', async () => {
    behave = () => {}
    await Promise.all([until(1), warm()])
    const answers = Array.from({ length: 50 }, (_, n) => fetcher.fetch(query({ n }), operationOf()))
    await until(51)
    for (const [n, one] of asked.slice(1).entries()) answer(one, { n })

    expect(await Promise.all(answers)).toHaveLength(50)
    expect(versions()).toEqual(['2.0'])
    expect(sockets).toBe(1)
  })

  test('gets many mutations, too', async () => {
    const answers = Array.from({ length: 20 }, (_, n) => fetcher.fetch(mutation({ n }), operationOf()))

    expect(await Promise.all(answers)).toEqual(Array(20).fill({ data: { ok: true } }))
    expect(asked).toHaveLength(20)
  })

  test('is called by HTTP/1.1 where that is turned off', async () => {
    const older = fetcherOf(url, { settings: { http2: false } })

    expect(await older.fetch(query(), operationOf())).toEqual({ data: { ok: true } })
    expect(versions()).toEqual(['1.1'])
    await older.close()
  })

  test('sees a client leave: the stream ends, the connection stays', async () => {
    behave = () => {}
    const controller = new AbortController()
    const failed = failureOf(fetcher.fetch(query(), operationOf({ signal: controller.signal })))
    await until(1)
    controller.abort()
    await asked[0]?.left
    expect((await failed).fault).toBe('cancelled')
    behave = answer
    await fetcher.fetch(query(), operationOf())

    expect(sockets).toBe(1)
  })

  test('is given up at the deadline', async () => {
    behave = () => {}
    expect((await failureOf(fetcher.fetch(mutation(), within(100)))).code).toBe('DEADLINE_EXCEEDED')
    await asked[0]?.left
  })

  test('is given up when its answer grows too large', async () => {
    const bounded = fetcherOf(url, { settings: { answerBytes: 1_000_000 } })
    behave = ({ response }) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536, ' ')));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    }
    expect((await failureOf(bounded.fetch(query(), operationOf()))).fault).toBe('unfit')
    await asked[0]?.left
    await bounded.close()
  })

  test('lets no slow query hold up a mutation', async () => {
    await warm()
    behave = ({ request, response }) => {
      if (request.headers['x-hold'] === undefined) answer({ response })
    }
    const controller = new AbortController()
    const slow = failureOf(
      fetcher.fetch(query(), operationOf({ signal: controller.signal, forwarded: { 'x-hold': 'yes' } })),
    )
    await until(2)

    expect(await fetcher.fetch(mutation(), operationOf())).toEqual({ data: { ok: true } })
    controller.abort()
    await slow
    expect(sockets).toBe(1)
  })

  test.each<[string, (session: Http2Session | undefined) => void]>([
    ['lose', (session) => session?.destroy()],
    ['send away', (session) => session?.goaway()],
  ])('may %s a connection with many calls: queries are repeated once, mutations never', async (_how, end) => {
    const generous = fetcherOf(url, { settings: { retries: { least: 100 } } })
    behave = () => {}
    const first = generous.fetch(query({ first: true }), operationOf())
    await until(1)
    const queries = Array.from({ length: 10 }, (_, n) => ({ n, operation: operationOf() }))
    const answers = queries.map(({ n, operation }) => generous.fetch(query({ n }), operation))
    const failures = [1, 2, 3].map((n) => failureOf(generous.fetch(mutation({ n }), operationOf())))
    await until(14)
    behave = answer
    end(asked[0]?.request.stream.session)

    expect(await Promise.all([first, ...answers])).toEqual(Array(11).fill({ data: { ok: true } }))
    expect((await Promise.all(failures)).map(({ code }) => code)).toEqual(
      Array(3).fill('SUBGRAPH_UNAVAILABLE'),
    )
    expect(queries.map(({ operation }) => operation.counts.retries)).toEqual(Array(10).fill(1))
    expect(asked).toHaveLength(14 + 11)
    await generous.close()
  })
})

async function warm(): Promise<void> {
  const behaviour = behave
  behave = answer
  await fetcher.fetch(query({ warm: true }), operationOf())
  behave = behaviour
}
