import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as send, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import express from 'express'
import { front } from './front.ts'
import type { SupergraphStatus } from './reload/graph-holder.ts'
import { programSettings } from './settings.ts'

const html = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' }
const refused = { at: '2026-01-02T03:04:06.000Z', reason: 'it breaks the rules.' }
const known: SupergraphStatus = {
  hash: 'abc',
  loadedAt: '2026-01-02T03:04:05.000Z',
  refused,
  unreachable: undefined,
}

let folder: string
let server: Server | undefined
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'operations-'))
  writeFileSync(join(folder, 'b.graphql'), 'query Second($id: ID!) { a(id: $id) }')
  writeFileSync(join(folder, 'a.graphql'), 'query First { a }')
  writeFileSync(join(folder, 'broken.graphql'), 'query {')
  writeFileSync(join(folder, 'notes.txt'), 'no operation')
})
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => {
  server?.closeAllConnections()
  server?.close()
})

async function listening(made: Server): Promise<string> {
  made.listen(0, '127.0.0.1')
  await once(made, 'listening')
  const address = made.address()

  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}

async function facing(development: boolean, people: object = {}) {
  const settings = programSettings.parse({ people: { operations: folder, ...people } })
  const { handler, drain } = front({
    name: 'gateway',
    development,
    people: settings.people,
    supergraph: () => known,
  })
  server = createServer(
    express()
      .use(handler)
      .use((_request, response) => void response.status(418).end('passed on')),
  )
  const url = await listening(server)

  return { url, drain, ask: (path: string, init: RequestInit = {}) => fetch(`${url}${path}`, init) }
}

describe('health', () => {
  test.each(['GET', 'HEAD'])('is up, by %s', async (method) => {
    const { ask } = await facing(false)
    const response = await ask('/health', { method })

    expect(response.status).toBe(200)
    expect(response.headers.get('cache-control')).toBe('no-store')
    expect(await response.text()).toBe(method === 'HEAD' ? '' : '{"status":"up","process":"gateway"}')
  })

  test.each(['GET', 'HEAD'])('readiness ends with draining, by %s; life does not', async (method) => {
    const { ask, drain } = await facing(false)
    expect((await ask('/ready', { method })).status).toBe(200)
    drain()

    expect((await ask('/ready', { method })).status).toBe(503)
    expect((await ask('/health', { method })).status).toBe(200)
  })

  test('tells the supergraph, and why one was refused in development only', async () => {
    const supergraph = { hash: 'abc', loadedAt: known.loadedAt }
    const inside = await facing(true)
    expect(await (await inside.ask('/ready')).json()).toEqual({
      ready: true,
      supergraph: { ...supergraph, refused },
    })
    server?.close()

    const outside = await facing(false)
    expect(await (await outside.ask('/ready')).json()).toEqual({
      ready: true,
      supergraph: { ...supergraph, refused: { at: refused.at } },
    })
  })
})

describe('outside development', () => {
  test.each(['/', '/graphql'])('a browser at %s reads what this is', async (path) => {
    const response = await (await facing(false)).ask(path, { headers: html })

    expect(response.headers.get('content-type')).toContain('text/html')
    expect(await response.text()).toContain('This is a GraphQL endpoint')
  })

  test('a program at / reads the same as text', async () => {
    const response = await (await facing(false)).ask('/')

    expect(response.headers.get('content-type')).toContain('text/plain')
    expect(await response.text()).toContain('This is a GraphQL endpoint')
  })

  test.each([
    '/graphiql/settings.json',
    '/graphiql/static/ruru.js',
    '/graphiql/browser/graphiql.mjs',
    '/elsewhere',
  ])('%s is not there', async (path) => {
    expect((await (await facing(false)).ask(path)).status).toBe(418)
  })

  test('no persona is given a token', async () => {
    const { ask } = await facing(false, {
      personasUrl: 'http://127.0.0.1:1/',
      personas: ['sales'],
      tenants: ['x'],
    })
    const response = await ask('/graphiql/token', {
      method: 'POST',
      body: '{"tenant":"x","persona":"sales"}',
    })

    expect(response.status).toBe(418)
  })
})

describe('what is for GraphQL is passed on', () => {
  test.each([
    ['a POST', '/graphql', { method: 'POST', headers: html }],
    ['a query by GET', '/graphql?query=%7Ba%7D', { headers: html }],
    ['a program that asks for JSON', '/graphql', { headers: { accept: 'application/json' } }],
  ])('%s', async (_what, path, init) => {
    for (const development of [true, false]) {
      const response = await (await facing(development)).ask(path, init)
      expect(response.status).toBe(418)
      server?.close()
    }
  })
})

describe('in development', () => {
  test.each(['/', '/graphql'])(
    'a browser at %s gets GraphiQL, which loads nothing from elsewhere',
    async (path) => {
      const response = await (await facing(true)).ask(path, { headers: html })
      const page = await response.text()

      expect(page).toContain('/graphiql/browser/graphiql.mjs')
      expect(page).not.toMatch(/https?:/)
      expect(response.headers.get('content-security-policy')).toContain("script-src 'self'")
    },
  )

  test.each([
    ['/graphiql/static/ruru.js', 'javascript'],
    ['/graphiql/static/ruru.css', 'css'],
    ['/graphiql/static/graphqlWorker.js', 'javascript'],
    ['/graphiql/browser/graphiql.mjs', 'javascript'],
    ['/graphiql/browser/graphiql.css', 'css'],
    ['/graphiql/graphql-ws/client.js', 'javascript'],
  ])('%s is served', async (path, type) => {
    const response = await (await facing(true)).ask(path)

    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toContain(type)
  })

  test.each([
    '/graphiql/browser/../people.ts',
    '/graphiql/browser/..%2fpeople.ts',
    '/graphiql/static/none.js',
  ])('%s is not', async (path) => {
    const { url } = await facing(true)
    const [response] = await once(send(`${url}${path}`, { path }).end(), 'response')

    expect(response.statusCode).not.toBe(200)
  })

  test('the saved operations are offered by their names', async () => {
    const settings = await (await (await facing(true)).ask('/graphiql/settings.json')).json()

    expect(settings).toMatchObject({
      operations: [{ title: 'broken' }, { title: 'First' }, { title: 'Second' }],
    })
  })
})

describe('personas', () => {
  const offer = { personas: ['sales'], tenants: ['nordwind'] }
  const asking = { tenant: 'nordwind', persona: 'sales' }

  /** A token endpoint, and a gateway in front of it. */
  async function withPersonas() {
    const asked: string[] = []
    const issuer = createServer((request, response) => {
      void request.toArray().then((chunks) => {
        asked.push(Buffer.concat(chunks).toString())
        response.setHeader('content-type', 'application/json').end('{"access_token":"a.b.c"}')
      })
    })
    const personasUrl = await listening(issuer)
    const { url } = await facing(true, { personasUrl, ...offer })
    const post = async (body: unknown, headers = {}) => {
      const outgoing = send(`${url}/graphiql/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
      })
      const [response] = await once(outgoing.end(JSON.stringify(body)), 'response')
      return {
        status: response.statusCode,
        body: JSON.parse(Buffer.concat(await response.toArray()).toString()),
      }
    }

    return { url, asked, post, close: () => issuer.close() }
  }

  test('get their token from the endpoint of the running system', async () => {
    const { asked, post, url, close } = await withPersonas()

    expect(await (await fetch(`${url}/graphiql/settings.json`)).json()).toMatchObject(offer)
    expect(await post(asking)).toEqual({ status: 200, body: { token: 'a.b.c' } })
    expect(asked).toEqual(['grant_type=urn%3Apactwork%3Apersona&tenant=nordwind&persona=sales'])
    close()
  })

  test.each([
    ['another name for this machine', { host: 'pactwork.attacker.test' }],
    ['another page', { 'sec-fetch-site': 'cross-site' }],
    ['a proxy', { 'x-forwarded-for': '203.0.113.9' }],
  ])('are not given to %s', async (_who, headers) => {
    const { asked, post, close } = await withPersonas()

    expect((await post(asking, headers)).status).toBe(404)
    expect(asked).toEqual([])
    close()
  })

  test('that are not offered are not asked for', async () => {
    const { asked, post, close } = await withPersonas()

    expect((await post({ ...asking, persona: 'admin' })).status).toBe(404)
    expect((await post({ ...asking, tenant: 'other' })).status).toBe(404)
    expect((await post({})).status).toBe(404)
    expect(asked).toEqual([])
    close()
  })
})
