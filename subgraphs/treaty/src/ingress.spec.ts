import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { command } from '@pactwork/kernel/command'
import { newId } from '@pactwork/kernel/ids'
import express from 'express'
import { z } from 'zod'
import { callbackRoute } from './ingress.ts'
import { sign } from './signature.ts'
import { standardTiming } from './timing.ts'
import type { Treaty } from './treaty.ts'

const secret = Buffer.from('a secret of thirty-two characters')
const tenantId = newId('ten')
const treaty = {
  context: 'order',
  name: 'some-treaty',
  wire: {
    response: z.object({ key: z.string() }),
    read: ({ key }: { key: string }) => ({ key, status: '' }),
  },
  statuses: {},
  http: { 200: 'BODY' },
} as unknown as Treaty
const observe = command({
  name: 'observe',
  permission: null,
  input: z.object({}),
  handle: async () => ({ __typename: 'Handoff' }),
})
const told = { code: '' }
const server = createServer()
let url: string

beforeAll(async () => {
  const app = express()
  const runtime = {
    clock: { now: () => new Date() },
    execute: async () => ({ __typename: 'CommandRejected', code: told.code, correlationId: 'c' }),
  }
  const connection = { baseUrl: '', ingressUrl: '', secret, timing: standardTiming }
  callbackRoute(treaty, observe, () => connection)(app, runtime as never)
  server.on('request', app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  url = `http://127.0.0.1:${port}/order/callbacks/some-treaty/${tenantId}`
})
afterAll(() => void server.close())

test.each([
  ['IDEMPOTENCY_IN_PROGRESS', 503],
  ['CONCURRENT_CHANGE', 503],
  ['IDEMPOTENCY_KEY_REUSED_WITH_DIFFERENT_PAYLOAD', 409],
])(
  'INT-18 a callback that met %s is answered %i: only what may be said again asks for it',
  async (code, status) => {
    told.code = code
    const body = JSON.stringify({ key: `${tenantId}:ord:oln:somewhere:DO:1` })
    const response = await fetch(url, { method: 'POST', body, headers: sign(secret, body, new Date()) })

    expect(response.status).toBe(status)
  },
)
