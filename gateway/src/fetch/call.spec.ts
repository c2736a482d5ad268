import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { callHeader } from '@pactwork/kernel/runtime/call-identity'
import { answering, fakeSubgraph, replying, type FakeSubgraph } from './fake-subgraph.ts'
import { fetcherOf, mutation, operationOf, query } from './fetch-scene.ts'

let subgraph: FakeSubgraph
let fetcher: ReturnType<typeof fetcherOf>

beforeEach(async () => {
  subgraph = await fakeSubgraph()
  fetcher = fetcherOf(subgraph.url)
})
afterEach(async () => {
  await subgraph.close()
  await fetcher.close()
})

describe('a call', () => {
  test('brings the answer, and is counted', async () => {
    const operation = operationOf()

    expect(await fetcher.fetch(query(), operation)).toEqual({ data: { ok: true } })
    expect(operation.counts).toMatchObject({ fetches: 1, joined: 0, retries: 0 })
    expect(fetcher.counted).toEqual(['breaker things closed', 'fetched things answered'])
  })

  test('sends document, operation name and variables', async () => {
    await fetcher.fetch(query({ id: 'ä "1"', none: null }), operationOf())

    expect(subgraph.calls[0]?.body).toEqual({
      query: 'query Q { ok }',
      operationName: 'Q',
      variables: { id: 'ä "1"', none: null },
    })
  })

  test('says whose it is, as part of what, how long it may take, and what the client may pass on', async () => {
    const operation = operationOf({ deadline: 5_000, forwarded: { 'x-channel': 'shop' } })
    await fetcher.fetch(query(), operation)
    const { headers } = subgraph.calls[0] ?? {}

    expect(headers).toMatchObject({
      'content-type': 'application/json',
      accept: expect.stringContaining('application/json'),
      authorization: 'Bearer token-of-acme-ann',
      'x-correlation-id': 'correlation',
      'apollographql-client-name': 'spec',
      'apollographql-client-version': '1',
      'x-channel': 'shop',
    })
    const left = Number(headers?.['x-pactwork-deadline'])
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(5_000)
  })

  test('says nothing of a caller who has no token, nor of a deadline that there is not', async () => {
    const operation = operationOf()
    operation.caller.token = undefined
    await fetcher.fetch(query(), { ...operation, deadlineAt: Number.POSITIVE_INFINITY })

    expect(subgraph.calls[0]?.headers).not.toHaveProperty('authorization')
    expect(subgraph.calls[0]?.headers).not.toHaveProperty('x-pactwork-deadline')
  })

  test.each([
    'Authorization',
    'Host',
    'Content-Length',
    'transfer-encoding',
    'content-type',
    'x-correlation-id',
    'X-Pactwork-Call',
    'x-pactwork-deadline',
    'traceparent',
  ])('takes no %s from the client, though it were let through', async (name) => {
    await fetcher.fetch(query(), operationOf({ forwarded: { [name]: '666' } }))

    expect(subgraph.calls[0]?.headers[name.toLowerCase()]).not.toBe('666')
  })

  test('is signed over the body as it is sent and the token', async () => {
    const signed: unknown[][] = []
    const sign = async (...what: unknown[]): Promise<string> => {
      signed.push(what)
      return 'signature'
    }
    const signing = fetcherOf(subgraph.url, { sign })
    await signing.fetch(query({ a: 1 }), operationOf())

    expect(subgraph.calls[0]?.headers[callHeader]).toBe('signature')
    expect(signed).toEqual([
      [
        'things',
        JSON.stringify(subgraph.calls[0]?.body),
        { correlationId: 'correlation' },
        'token-of-acme-ann',
      ],
    ])
    await signing.close()
  })

  test.each([
    ['any status', '{"errors":[{"message":"m","extensions":{"code":"C"}}]}', 500, 'application/json'],
    ['any type', '{"errors":[{"message":"m","extensions":{"code":"C"}}]}', 200, 'text/plain'],
    [
      'the type made for it',
      '{"errors":[{"message":"m","extensions":{"code":"C"}}]}',
      400,
      'application/graphql-response+json; charset=utf-8',
    ],
  ])('finds a GraphQL answer under %s', async (_what, text, status, type) => {
    subgraph.behaves(replying(text, status, type))

    expect(await fetcher.fetch(mutation(), operationOf())).toEqual({
      data: null,
      errors: [{ message: 'm', extensions: { code: 'C' } }],
    })
    expect(fetcher.counted).toContain('fetched things answered')
  })

  test('reads answers that come in many pieces, cut anywhere', async () => {
    const data = { text: 'äöü€😀'.repeat(10_000) }
    const bytes = Buffer.from(JSON.stringify({ data }))
    subgraph.behaves(async ({ response }) => {
      for (let at = 0; at < bytes.length; at += 997)
        if (!response.write(bytes.subarray(at, at + 997)))
          await new Promise((drained) => response.once('drain', drained))
      response.end()
    })

    expect(await fetcher.fetch(query(), operationOf())).toEqual({ data })
  })

  test('uses a connection again', async () => {
    for (let call = 0; call < 10; call += 1) await fetcher.fetch(query(), operationOf())

    expect(subgraph.calls).toHaveLength(10)
    // undici takes a connection again one turn of the loop after it was used, so two take turns.
    expect(subgraph.connections()).toBeLessThanOrEqual(2)
  })

  test('goes where the subgraph is now', async () => {
    const other = await fakeSubgraph(answering({ moved: true }))
    let url = subgraph.url
    const moving = fetcherOf('', { subgraphs: () => url, settings: { keepAlive: 3_600_000 } })
    subgraph.server.keepAliveTimeout = 0
    await moving.fetch(query(), operationOf())
    const closed = once(subgraph.calls[0]!.request.socket, 'close')
    url = other.url

    expect(await moving.fetch(query(), operationOf())).toEqual({ data: { moved: true } })
    await closed
    await other.close()
    await moving.close()
  })
})

test('closing waits for the calls under way', async () => {
  subgraph.behaves(() => {})
  const answer = fetcher.fetch(query(), operationOf())
  const call = await subgraph.arrived(1)
  const closed = fetcher.close()
  await answering({ late: true })(call)

  expect(await answer).toEqual({ data: { late: true } })
  await closed
})
