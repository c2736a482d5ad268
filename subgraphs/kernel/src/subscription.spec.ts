import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, jest, test } from '@jest/globals'
import { buildSchema } from 'graphql'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL } from 'graphql-ws'
import { WebSocket } from 'ws'
import { createLog } from './runtime/log.ts'
import { serveSubscriptions, type Session } from './subscription.ts'

test('a client that leaves while it is identified leaves no timer behind', async () => {
  const identified = Promise.withResolvers<Session<string>>()
  const asked = Promise.withResolvers<void>()
  const server = createServer()
  const subscriptions = serveSubscriptions({
    server,
    path: '/echo/graphql',
    schema: buildSchema('type Query { ping: String } type Subscription { news: String }'),
    authenticate() {
      asked.resolve()
      return identified.promise
    },
    contextOf: (caller) => ({ caller }),
    formatError: (error) => error.toJSON(),
    log: createLog('tests', 'silent'),
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const gone = once(server, 'connection').then(([socket]) => once(socket, 'close'))
  const ticking = jest.spyOn(globalThis, 'setInterval')

  const client = new WebSocket(`ws://127.0.0.1:${port}/echo/graphql`, GRAPHQL_TRANSPORT_WS_PROTOCOL)
  await once(client, 'open')
  client.send(JSON.stringify({ type: 'connection_init' }))
  await asked.promise
  client.terminate()
  await gone
  ticking.mockClear()
  identified.resolve({ caller: 'somebody', isRevoked: async () => false })
  // What the answer sets off runs before the next turn of the loop.
  await new Promise((resolve) => setImmediate(resolve))

  expect(ticking).not.toHaveBeenCalled()
  ticking.mockRestore()
  await subscriptions.stop()
  await new Promise((resolve) => server.close(resolve))
})
