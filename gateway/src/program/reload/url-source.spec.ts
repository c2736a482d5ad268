import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { afterEach, describe, expect, test } from '@jest/globals'
import { heard } from './heard.ts'
import type { SupergraphSource } from './source.ts'
import { urlSource } from './url-source.ts'

let server: Server | undefined
let source: SupergraphSource | undefined
afterEach(() => {
  source?.stop()
  server?.closeAllConnections()
  server?.close()
})

async function served(answer: RequestListener): Promise<string> {
  server = createServer(answer).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()

  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/graph`
}

const polled = (url: string, more = {}): SupergraphSource => {
  source = urlSource({ url, pollSeconds: 0.01, timeoutMs: 2_000, ...more })
  return source
}

describe('a supergraph behind a URL', () => {
  test('is fetched with its token', async () => {
    const asked: IncomingMessage['headers'][] = []
    const url = await served((request, response) => {
      asked.push(request.headers)
      response.end('one')
    })

    await expect(polled(url, { token: 'secret' }).read()).resolves.toBe('one')
    expect(asked[0]).toMatchObject({ authorization: 'Bearer secret' })
  })

  test('is polled by its ETag', async () => {
    let version = 1
    const tags: unknown[] = []
    const url = await served((request, response) => {
      tags.push(request.headers['if-none-match'])
      if (request.headers['if-none-match'] === `"v${version}"`) return void response.writeHead(304).end()
      response.setHeader('etag', `"v${version}"`).end(`version ${version}`)
    })
    const listening = heard()
    await expect(polled(url).read()).resolves.toBe('version 1')

    const unchanged = listening.next('unchanged')
    source?.follow(listening.listener)
    await unchanged
    const next = listening.next('version 2')
    version = 2
    await next

    expect(tags.slice(0, 2)).toEqual([undefined, '"v1"'])
    expect(listening.told.filter((line) => line === 'version 2')).toHaveLength(1)
  })

  test('that fails is told and asked again', async () => {
    let broken = true
    const url = await served((_request, response) => {
      if (broken) response.writeHead(500).end('no')
      else response.end('one')
    })
    const listening = heard()
    const failed = listening.next('unreachable')
    polled(url).follow(listening.listener)
    expect(await failed).toBe(`unreachable: ${url} answered with status 500.`)

    const next = listening.next('one')
    broken = false
    await next
  })

  test('that does not answer in time is given up', async () => {
    const url = await served(() => {})

    await expect(polled(url, { timeoutMs: 30 }).read()).rejects.toThrow(
      `The supergraph cannot be fetched: ${url} did not answer within 30 ms.`,
    )
  })

  test('whose body does not end in time is given up', async () => {
    const url = await served((_request, response) => void response.write('half'))

    await expect(polled(url, { timeoutMs: 100 }).read()).rejects.toThrow('did not answer within 100 ms')
  })

  test('where nobody listens is named', async () => {
    const url = await served((_request, response) => response.end())
    server?.close()
    server?.closeAllConnections()

    await expect(polled(url).read()).rejects.toThrow(`${url} cannot be reached (ECONNREFUSED).`)
  })
})
