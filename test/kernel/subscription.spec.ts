import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { serveSubscriptions } from '@pactwork/kernel/subscription'
import { createLog } from '@pactwork/kernel/runtime/log'
import { buildSchema, GraphQLError } from 'graphql'
import { createClient, type Client } from 'graphql-ws'
import { WebSocket } from 'ws'
import { until } from '../support/until.ts'

/** A source whose opening a test can hold back, and which counts what is open. */
const source = {
  open: 0,
  asked: 0,
  everOpened: 0,
  opening: Promise.resolve(),
  push: (_value: string): void => {},
}
const sessions: { expiresAt?: Date } = {}
let server: Server
let subscriptions: { stop(): Promise<void> }
let url: string

const schema = buildSchema('type Query { ping: String } type Subscription { news(of: String): String }')
const news = async () => {
  source.asked += 1
  await source.opening
  source.open += 1
  source.everOpened += 1
  const waiting: ((result: IteratorResult<{ news: string }>) => void)[] = []
  source.push = (value) => waiting.shift()?.({ value: { news: value }, done: false })

  return {
    next: () => new Promise<IteratorResult<{ news: string }>>((resolve) => void waiting.push(resolve)),
    async return() {
      source.open -= 1
      for (const end of waiting.splice(0)) end({ value: undefined, done: true })
      return { value: undefined, done: true as const }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
}

beforeAll(async () => {
  const field = schema.getSubscriptionType()?.getFields()['news']
  if (field) field.subscribe = (_source, { of }: { of?: string }) => (of === 'nobody' ? refuse() : news())
  server = createServer()
  subscriptions = serveSubscriptions({
    server,
    path: '/echo/graphql',
    schema,
    authenticate: async (fields) => {
      if (fields['x-pactwork-call'] !== 'signed') throw new Error('not signed')
      return { caller: 'somebody', ...sessions }
    },
    contextOf: (caller) => ({ caller }),
    formatError: (error) => ({ message: `told: ${error.message}`, extensions: { code: 'TOLD' } }),
    log: createLog('tests', 'silent'),
    maxPerConnection: 3,
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/echo/graphql`
})
afterAll(async () => {
  await subscriptions.stop()
  await new Promise((resolve) => server.close(resolve))
})

function refuse(): never {
  throw new GraphQLError('there is no such news')
}

const connect = (connectionParams: Record<string, unknown> = { 'x-pactwork-call': 'signed' }): Client =>
  createClient({ url, webSocketImpl: WebSocket, connectionParams, retryAttempts: 0, lazyCloseTimeout: 0 })

type Seen = { values: unknown[]; ended: Promise<unknown> }
const follow = (client: Client, query = 'subscription { news }'): Seen & { end(): void } => {
  const values: unknown[] = []
  const ended = Promise.withResolvers<unknown>()
  const end = client.subscribe(
    { query },
    {
      next: (value) => void values.push(value),
      error: (reason) => ended.resolve(reason),
      complete: () => ended.resolve('complete'),
    },
  )

  return { values, ended: ended.promise, end }
}

describe("a subgraph's subscriptions", () => {
  test('deliver what comes and free their source when the subscriber leaves, also a quiet one', async () => {
    const client = connect()
    const seen = follow(client)
    await until('it is open', async () => source.open === 1)
    source.push('first')
    await until('the first', async () => seen.values.length === 1)
    expect(seen.values).toEqual([{ data: { news: 'first' } }])

    seen.end()
    await until('its source is freed', async () => source.open === 0)
    await client.dispose()
  })

  test('free their source when the connection goes away while they are still being opened', async () => {
    const { asked, everOpened } = source
    const gate = Promise.withResolvers<void>()
    source.opening = gate.promise
    const client = connect()
    const seen = follow(client)
    await until('it is being opened', async () => source.asked === asked + 1)
    client.terminate()
    await seen.ended
    await until('the server has noticed', async () => (await connections()) === 0)

    gate.resolve()
    source.opening = Promise.resolve()
    await until(
      'it was opened and freed',
      async () => source.everOpened === everOpened + 1 && source.open === 0,
    )
  })

  test('cry no failure when a subscriber is cut off while something is written to it', async () => {
    const printed = jest.spyOn(console, 'error')
    const upgraded = once(server, 'upgrade').then(([, line]: Duplex[]) => line)
    const seen = follow(connect())
    const line = await upgraded
    await until('it is open', async () => source.open === 1)
    line?.destroy()
    source.push('nobody gets this')
    await seen.ended
    await until('its source is freed', async () => source.open === 0)

    expect(seen.values).toEqual([])
    expect(printed.mock.calls).toEqual([])
    printed.mockRestore()
  })

  test('need a signed connection', async () => {
    const seen = follow(connect({}))

    expect(await seen.ended).toMatchObject({ code: 4403 })
  })

  test('end with what identified the caller', async () => {
    sessions.expiresAt = new Date(Date.now() + 150)
    const seen = follow(connect())

    expect(await seen.ended).toMatchObject({ code: 4403, reason: 'The identification has expired' })
    delete sessions.expiresAt
    await until('its source is freed', async () => source.open === 0)
  })

  test('tell errors as the context does, serve no queries, and are bounded per connection', async () => {
    const client = connect()
    const refused = follow(client, 'subscription { news(of: "nobody") }')
    await refused.ended
    expect(refused.values).toMatchObject([
      { errors: [{ message: 'told: there is no such news', extensions: { code: 'TOLD' } }] },
    ])
    const query = follow(client, '{ ping }')
    await query.ended
    expect(query.values).toMatchObject([
      { errors: [{ message: expect.stringContaining('Only subscriptions') }] },
    ])

    const open = Array.from({ length: 3 }, () => follow(client))
    await until('three are open', async () => source.open === 3)
    expect(await follow(client).ended).toEqual([
      expect.objectContaining({ message: expect.stringContaining('at most 3') }),
    ])
    for (const one of open) one.end()
    await until('all are freed', async () => source.open === 0)
    await client.dispose()
  })

  test('another path is not found', async () => {
    const socket = new WebSocket(url.replace('/echo/', '/other/'), 'graphql-transport-ws')
    const answered = await new Promise<number>((resolve) => {
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('error', () => undefined)
    })

    expect(answered).toBe(404)
  })
})

const connections = (): Promise<number> =>
  new Promise((resolve, reject) =>
    server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
  )
