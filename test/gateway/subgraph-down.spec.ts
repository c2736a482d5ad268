import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { salesScene, type Scene } from '../quote/scene.ts'
import { post, type Answer } from '../stack/graph-client.ts'
import { root } from '../stack/paths.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

// A gateway of its own that finds nobody where the inventory should be; everything else is the running stack.
let gateway: ChildProcess
let url: string
let closedPort: number
let scene: Scene
let quoteId: string

beforeAll(async () => {
  const { env } = await testStack()
  const [port, closed] = await Promise.all([freePort(), freePort()])
  closedPort = closed
  url = `http://127.0.0.1:${port}`
  gateway = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(root, 'gateway/src/main.ts')],
    {
      cwd: root,
      stdio: 'ignore',
      env: {
        ...env,
        PACTWORK_PORT: String(port),
        PACTWORK_PROCESS: 'gateway-alone',
        PACTWORK_INVENTORY_URL: `http://127.0.0.1:${closedPort}/inventory/graphql`,
      },
    },
  )
  scene = await salesScene()
  quoteId = (await scene.priced()).quoteId
  await until('the gateway is up', async () => (await fetch(`${url}/health`)).ok, { within: 60_000 })
}, 180_000)

afterAll(async () => {
  const ended = once(gateway, 'exit')
  gateway.kill('SIGTERM')
  await ended
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')

  return typeof address === 'object' && address ? address.port : 0
}

const view = `query View($id: ID!) { quote(id: $id) {
  number state
  customer { name installedProducts { edges { node { id } } } }
  lines { quantity offering { name } configuration { status } site { verified } }
  price { result { totals { contractValue { amount currency } } } }
} }`

const ask = (gatewayUrl: string, query: string, variables: object, correlationId: string): Promise<Answer> =>
  post(
    `${gatewayUrl}/graphql`,
    { query, variables },
    { authorization: `Bearer ${scene.sales.token}`, 'x-correlation-id': correlationId },
  )

describe('with the subgraph of one context out of reach', () => {
  test('the rest of a view stands; what is missing is null and says so, under the correlation id', async () => {
    const correlationId = randomUUID()
    const whole = await ask(scene.endpoints.gateway, view, { id: quoteId }, correlationId)
    const partly = await ask(url, view, { id: quoteId }, correlationId)

    expect(whole.errors).toBeUndefined()
    expect(whole.data['quote'].customer.installedProducts).toEqual({ edges: [] })
    const { customer, ...rest } = whole.data['quote']
    expect(partly.data).toEqual({ quote: { ...rest, customer: { ...customer, installedProducts: null } } })
    expect(partly.errors).toEqual([
      {
        message: expect.not.stringContaining('inventory'),
        path: ['quote', 'customer', 'installedProducts'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', correlationId },
      },
    ])
  })

  test('a field that is all its own is null, and the others of the operation stand', async () => {
    const correlationId = randomUUID()
    const query = `query ($id: ID!) { me { slug } installedProducts(customerId: $id) { edges { node { id } } } }`
    const answer = await ask(url, query, { id: scene.customerId }, correlationId)

    expect(answer).toEqual({
      data: { me: { slug: 'sales' }, installedProducts: null },
      errors: [
        {
          message: expect.any(String),
          path: ['installedProducts'],
          extensions: { code: 'SUBGRAPH_UNAVAILABLE', correlationId },
        },
      ],
    })
  })

  test('nothing is told of where it should be, nor of our inside', async () => {
    const answers = await Promise.all([
      ask(url, view, { id: quoteId }, randomUUID()),
      ask(url, '{ reservation(id: "rsv_01h2xcejqtf2nbrexx3vqjhp41") { id } }', {}, randomUUID()),
    ])
    const text = JSON.stringify(answers)

    expect(text).toContain('SUBGRAPH_UNAVAILABLE')
    expect(text).not.toMatch(
      /127\.0\.0\.1|localhost|https?:|ECONN|undici|node_modules|\.ts\b|stack|at \w+ \(/i,
    )
    expect(text).not.toContain(String(closedPort))
  })

  test('what does not need it is as ever', async () => {
    const answer = await ask(url, '{ me { slug } tenant { name } }', {}, randomUUID())

    expect(answer).toEqual({ data: { me: { slug: 'sales' }, tenant: { name: expect.any(String) } } })
  })
})
