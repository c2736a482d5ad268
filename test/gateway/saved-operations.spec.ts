import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { post, type Data } from '../stack/graph-client.ts'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { findOffering, quoteOffering } from '../stack/journey/sell.ts'
import { walk, type Walked } from '../stack/journey/walk.ts'
import type { Tenant } from '../stack/tenants.ts'
import { newSellingTenant } from '../support/tenant.ts'
import { testDataFolder, testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { ownGateway } from './own-gateway.ts'
import { tokenOf } from './tokens.ts'

const saved = (name: string): string =>
  readFileSync(new URL(`../../contracts/operations/${name}.graphql`, import.meta.url), 'utf8')

let tenant: Tenant
let walked: Walked

beforeAll(async () => {
  tenant = await newSellingTenant('views')
  const { urls } = await testStack()
  walked = await walk({ tenant, gatewayUrl: urls['gateway'] ?? '' })
}, 180_000)

const amount = { amount: expect.stringMatching(/^\d+\.\d+$/), currency: expect.stringMatching(/^[A-Z]{3}$/) }

describe('API-01 a saved operation', () => {
  test('QUO-17 shows a sales rep one quote with values of eight contexts, accepted beside its completed order', async () => {
    const { quote } = await (
      await tenant.as('sales')
    ).data(saved('sales-quote-view'), { quoteId: walked.quoteId })

    expect(quote).toMatchObject({
      number: expect.stringMatching(/^Q-/),
      state: 'ACCEPTED',
      customer: {
        number: expect.stringMatching(/^C-/),
        name: expect.stringContaining('Nordlicht'),
        segment: 'ENTERPRISE',
      },
      owner: { displayName: 'Sam, sales' },
      price: { result: { totals: { contractValue: amount, discountBasisPoints: 1000 } } },
      approvalRequests: [{ state: 'APPROVED', decidedBy: { displayName: 'Ada, approvals' } }],
      acceptance: { order: { id: walked.orderId, status: 'COMPLETED' } },
    })
    expect(quote.lines).toMatchObject([
      {
        offering: { name: quote.lines[0].offeringName, sellable: true },
        configuration: { status: 'VALID' },
        site: { verified: true, address: { city: 'Hamburg' } },
      },
    ])
  })

  test('shows operations one order with values of seven contexts', async () => {
    const { order } = await (
      await tenant.as('operations')
    ).data(saved('order-view'), { orderId: walked.orderId })

    expect(order).toMatchObject({
      status: 'COMPLETED',
      customer: { number: expect.stringMatching(/^C-/) },
      quote: { number: expect.stringMatching(/^Q-/), owner: { displayName: 'Sam, sales' } },
      falloutCases: [],
    })
    expect(order.lines[0]).toMatchObject({
      offering: { name: order.lines[0].offeringName },
      configuration: { hash: expect.stringMatching(/^sha256:/) },
      site: { address: { city: 'Hamburg' } },
    })
    expect(order.fulfillmentItems.map((item: Data) => item['state'])).toEqual(['COMPLETED', 'COMPLETED'])
  })

  test('shows an approver what waits, with values of six contexts', async () => {
    const sales = await tenant.as('sales')
    const place = await makeCustomer(tenant)
    const { quoteId } = await quoteOffering(
      sales,
      { ...place, offering: await findOffering(sales, () => {}) },
      () => {},
    )
    const approver = await tenant.as('approver')
    const item = await until('the work item', async () => {
      const { workItems } = await approver.data(saved('worklist-view'), { filter: { about: quoteId } })
      return workItems.nodes[0] as Data | undefined
    })

    expect(item).toMatchObject({
      kind: 'APPROVAL',
      state: 'OPEN',
      subject: {
        state: 'PENDING',
        requestedBy: { displayName: 'Sam, sales' },
        contractValue: amount,
        quote: {
          state: 'SUBMITTED',
          customer: { segment: 'ENTERPRISE' },
          price: { result: { totals: { contractValue: amount, discount: amount } } },
        },
      },
    })
  })
})

test('M29 with one subgraph down the other parts of the view stand, and the gap has a stable code', async () => {
  const gateway = await ownGateway({
    env: { PACTWORK_CATALOG_URL: `http://127.0.0.1:${await unusedPort()}/graphql` },
  })
  try {
    const answer = await post(
      `${gateway.url}/graphql`,
      { query: saved('sales-quote-view'), variables: { quoteId: walked.quoteId } },
      { authorization: `Bearer ${await tokenOf(tenant, 'sales')}` },
    )

    const codes = answer.errors?.map((error) => error.extensions?.['code'])
    expect(new Set(codes)).toEqual(new Set(['SUBGRAPH_UNAVAILABLE']))
    expect(answer.data['quote']).toMatchObject({
      state: 'ACCEPTED',
      customer: { name: expect.stringContaining('Nordlicht') },
      price: { result: { totals: { contractValue: amount } } },
      lines: [{ offering: null, configuration: { status: 'VALID' } }],
      acceptance: { order: { id: walked.orderId } },
    })
  } finally {
    await gateway.stop()
  }
})

test('SEC-08 an operation leaves one line with its client, version and correlation, and no variable', async () => {
  const { urls } = await testStack()
  const correlationId = `log-${randomUUID()}`
  await post(
    `${urls['gateway']}/graphql`,
    { query: 'query Watched($id: ID!) { quote(id: $id) { number } }', variables: { id: walked.quoteId } },
    {
      authorization: `Bearer ${await tokenOf(tenant, 'sales')}`,
      'x-correlation-id': correlationId,
      'apollographql-client-name': 'sales-portal',
      'apollographql-client-version': '3.1',
    },
  )
  const line = await until('the line', async () => {
    const lines = (await readFile(join(testDataFolder(), 'logs/gateway.log'), 'utf8')).split('\n')
    const mine = lines.filter((text) => text.includes(correlationId))
    return mine.length === 1 && mine[0]
  })

  expect(JSON.parse(line)).toMatchObject({
    msg: 'operation',
    operation: 'Watched',
    kind: 'query',
    client: 'sales-portal',
    clientVersion: '3.1',
    tenant: tenant.id,
    fetches: 1,
  })
  expect(line).not.toContain(walked.quoteId)
})

async function unusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))

  return typeof address === 'object' && address ? address.port : 0
}
