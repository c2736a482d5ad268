import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { z } from 'zod'
import { subgraphClient } from './subgraph-client.ts'

const subject = { correlationId: 'as many as there are' }
const shape = z.object({ depth: z.number() })
const client = subgraphClient(() => Promise.resolve('nobody verifies it here'))
const ask = (context: string) => client(context, '{ depth }', {}, shape, subject)

/** Who asks whom before it answers; `catalog` asks nobody. */
const asks: Readonly<Record<string, string>> = { order: 'quote', quote: 'pricing', pricing: 'catalog' }

let process: Server
const before = globalThis.process.env['PACTWORK_SUBGRAPHS_URL']

beforeEach(async () => {
  process = createServer((request, response) => {
    const [, context = ''] = (request.url ?? '').split('/')
    const next = asks[context]
    void (next ? ask(next) : Promise.resolve({ depth: 0 }))
      .then(({ depth }) => ({ data: { depth: depth + 1 } }))
      .catch((error: unknown) => ({ errors: [{ message: `${context} could not ask: ${String(error)}` }] }))
      .then((answer) => response.end(JSON.stringify(answer)))
  }).listen(0, '127.0.0.1')
  await once(process, 'listening')
  const { port } = process.address() as AddressInfo
  globalThis.process.env['PACTWORK_SUBGRAPHS_URL'] = `http://127.0.0.1:${port}`
})
afterEach(async () => {
  globalThis.process.env['PACTWORK_SUBGRAPHS_URL'] = before
  process.closeAllConnections()
  process.close()
  await once(process, 'close')
})

describe('contexts of one process that ask each other before they answer', () => {
  test('answer all of many calls at once: none waits for a connection that is kept by one that waits for it', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => ask('order')))

    expect(answers).toEqual(Array.from({ length: 100 }, () => ({ depth: 4 })))
  })
})
