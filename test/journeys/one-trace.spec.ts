import { randomBytes, randomUUID } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { envelope } from '@pactwork/contracts/events/define'
import pg from 'pg'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { post, type Data, type GraphClient } from '../stack/graph-client.ts'
import { findOffering, quoteOffering } from '../stack/journey/sell.ts'
import { newSellingTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'
import { spansOf, type Span } from './spans.ts'

const silent = () => {}

// What a portal does that takes part in tracing: one trace and one correlation for all that somebody sets out to do.
const traceId = randomBytes(16).toString('hex')
const correlationId = randomUUID()
const clientSpans = new Set<string>()

/** Gives a command within the trace. */
async function traced(client: GraphClient, mutation: string, input: object): Promise<void> {
  const { urls } = await testStack()
  const spanId = randomBytes(8).toString('hex')
  clientSpans.add(spanId)
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input`
  const query = `mutation ($input: ${type}!, $key: ID!) {
    ${mutation}(input: $input, idempotencyKey: $key) { ... on Rejection { code message } } }`
  const answer = await post(
    urls['graphql'] ?? '',
    { query, variables: { input, key: randomUUID() } },
    {
      authorization: `Bearer ${client.token}`,
      traceparent: `00-${traceId}-${spanId}-01`,
      'x-correlation-id': correlationId,
    },
  )
  expect(answer).toEqual({ data: { [mutation]: {} } })
}

/** Everything that has to be in the trace before it is looked at, from the gateway to what is installed. */
const milestones = [
  'gateway.request',
  'gateway.fetch',
  'subgraph quote',
  'command submitQuote',
  'consume worklist.start-quote-approval',
  'command requestProcess',
  'worker quote-approval-record-requirement',
  'subgraph approval',
  'command recordApprovalRequirement',
  'command openWorkItem',
  'command approveQuote',
  'command recordQuoteApproval',
  'command acceptQuote',
  'consume order.capture-accepted-quote',
  'command captureOrder',
  'command validateOrder',
  'command decomposeOrder',
  'consume worklist.start-fulfillment',
  'worker fulfillment-reserve-request',
  'subgraph inventory',
  'command requestReservation',
  'due inventory.inventory-reservation.advance',
  'inventory POST /reservations',
  'consume order.record-reservation-outcome',
  'worker fulfillment-activate-perform',
  'subgraph order',
  'due order.provisioning-activation.advance',
  'provisioning POST /activations',
  'command recordItemOutcome',
  'consume inventory.install-delivered-products',
  'command installDeliveredProducts',
]

let spans: Span[]
let tenantId: string
let orderId: string

const orphans = (of: Span[]): Span[] => {
  const known = new Set([...of.map(({ spanId }) => spanId), ...clientSpans])

  return of.filter(({ parentSpanId }) => !parentSpanId || !known.has(parentSpanId))
}

beforeAll(async () => {
  const tenant = await newSellingTenant('traced')
  tenantId = tenant.id
  const [sales, approver, customer] = await Promise.all([
    tenant.as('sales'),
    tenant.as('approver'),
    tenant.as('customer'),
  ])
  const { customerId, siteId } = await makeCustomer(tenant)
  const offering = await findOffering(sales, silent)
  const quoteId = await pricedQuote(sales, { customerId, siteId, offering })

  await traced(sales, 'submitQuote', { quoteId })
  const approvalId = await until('the request for approval', async () => {
    const { quote } = await approver.data('query ($id: ID!) { quote(id: $id) { approvalRequests { id } } }', {
      id: quoteId,
    })
    return quote.approvalRequests[0]?.id as string | undefined
  })
  await traced(approver, 'approveQuote', { approvalId, reason: 'Within what we give.' })
  const quoteOf = async (fields: string): Promise<Data> =>
    (await customer.data(`query ($id: ID!) { quote(id: $id) { ${fields} } }`, { id: quoteId }))['quote']
  await until('the approval', async () => (await quoteOf('state'))['state'] === 'APPROVED')
  await traced(customer, 'acceptQuote', { quoteId, revision: 1 })

  orderId = await until(
    'the order to be completed',
    async () => {
      const { acceptance } = await quoteOf('acceptance { order { id status } }')
      return acceptance.order?.status === 'COMPLETED' && (acceptance.order.id as string)
    },
    { within: 90_000 },
  )
  await until(
    'all spans of the trace',
    async () => {
      spans = await spansOf((span) => span.traceId === traceId)
      const names = new Set(spans.map(({ name }) => name))
      const missing = milestones.filter((name) => !names.has(name))
      if (missing.length > 0 || orphans(spans).length > 0)
        throw new Error(`missing: ${missing.join(', ')}; orphans: ${JSON.stringify(orphans(spans))}`)
      return true
    },
    { within: 20_000, every: 500 },
  )
}, 240_000)

/** A priced draft whose discount needs somebody's approval. */
async function pricedQuote(sales: GraphClient, about: Parameters<typeof quoteOffering>[1]): Promise<string> {
  const { quoteId } = await quoteOffering({ ...sales, carry: unlessSubmitting(sales) }, about, silent)

  return quoteId
}

const unlessSubmitting =
  (sales: GraphClient): GraphClient['carry'] =>
  async (mutation, input, options) =>
    mutation === 'submitQuote' ? {} : sales.carry(mutation, input, options)

/** A span's way up to the client. */
function wayUp(from: Span): string[] {
  const parent = spans.find(({ spanId }) => spanId === from.parentSpanId)

  return parent ? [from.name, ...wayUp(parent)] : [from.name]
}

const called = (name: string): Span => {
  const found = spans.find((span) => span.name === name)
  if (!found) throw new Error(`There is no span ${name}.`)

  return found
}

describe('OBS-01 a journey is one trace', () => {
  test('in which every span but the clients’ own has its parent', () => {
    expect(orphans(spans)).toEqual([])
    expect(new Set(spans.map(({ process }) => process))).toEqual(
      new Set(['gateway', 'subgraphs', 'background', 'inventory', 'provisioning']),
    )
  })

  test('from the gateway through subgraph, command, event, process and due work to what other systems did', () => {
    expect(wayUp(called('provisioning POST /activations'))).toEqual(
      expect.arrayContaining([
        'due order.provisioning-activation.advance',
        'command performFulfillmentItem',
        'subgraph order',
        'worker fulfillment-activate-perform',
        'consume worklist.start-fulfillment',
        'command recordItemOutcome',
        'consume order.record-reservation-outcome',
        'due inventory.inventory-reservation.advance',
        'command requestReservation',
        'subgraph inventory',
        'worker fulfillment-reserve-request',
        'command decomposeOrder',
        'consume order.capture-accepted-quote',
        'command captureOrder',
        'command acceptQuote',
        'subgraph quote',
        'gateway.fetch',
        'gateway.request',
      ]),
    )
    expect(wayUp(called('command installDeliveredProducts'))).toEqual(
      expect.arrayContaining(['consume inventory.install-delivered-products', 'command acceptQuote']),
    )
    expect(wayUp(called('command recordQuoteApproval'))).toEqual(
      expect.arrayContaining(['command approveQuote', 'subgraph approval', 'gateway.request']),
    )
  })

  test('and nothing that belongs to it stands in another one', async () => {
    const elsewhere = await spansOf(
      (span) => span.attributes['pactwork.correlation_id'] === correlationId && span.traceId !== traceId,
    )

    expect(elsewhere).toEqual([])
  })

  test('and its spans say whose and about what they are', () => {
    expect(called('command acceptQuote').attributes).toEqual({
      'pactwork.context': 'quote',
      'pactwork.correlation_id': correlationId,
      'pactwork.causation_id': correlationId,
      'pactwork.tenant_id': tenantId,
      'pactwork.actor_id': expect.stringMatching(/^usr_/),
    })
    expect(called('worker fulfillment-activate-perform').attributes).toMatchObject({
      'pactwork.tenant_id': tenantId,
      'pactwork.correlation_id': correlationId,
      'pactwork.process_instance_id': expect.stringMatching(/.+/),
      'pactwork.business_key': expect.stringContaining('itm_'),
    })
    expect(called('consume order.capture-accepted-quote').attributes).toMatchObject({
      'pactwork.event_id': expect.stringMatching(/.+/),
      'pactwork.aggregate_id': expect.stringMatching(/^quo_/),
    })
  })
})

test('INT-17 what is sent to another system says what it belongs to', () => {
  expect(called('provisioning POST /activations').attributes).toMatchObject({
    'x-correlation-id': correlationId,
    'x-causation-id': expect.stringMatching(/.+/),
    'x-message-id': expect.stringMatching(/^hof_.+:1$/),
    'x-tenant-id': tenantId,
    'x-aggregate-type': expect.stringMatching(/.+/),
    'x-aggregate-id': expect.stringMatching(/.+/),
    'x-source': 'pactwork.order',
    'x-source-version': expect.stringMatching(/.+/),
    'x-schema-version': expect.stringMatching(/.+/),
    'x-process-business-key': expect.stringContaining('itm_'),
  })
})

test('EVT-06 INT-17 every event of the order has the whole envelope and goes on with the trace', async () => {
  const { env } = await testStack()
  const client = new pg.Client({ connectionString: env['PACTWORK_DATABASE_URL'] ?? '' })
  await client.connect()
  const { rows } = await client.query<{ payload: unknown; trace: { traceparent?: string }; version: number }>(
    `select payload, trace, aggregate_version::int as version from "order".outbox_event
     where aggregateid = $1 order by aggregate_version`,
    [orderId],
  )
  await client.end()

  expect(rows.length).toBeGreaterThan(8)
  rows.forEach(({ payload, trace, version }, index) => {
    expect(envelope.parse(payload)).toMatchObject({
      source: 'order',
      tenantId,
      aggregateType: 'Order',
      aggregateId: orderId,
      aggregateVersion: index + 1,
      correlationId,
      causationId: expect.stringMatching(/.+/),
      processBusinessKey: expect.anything(),
      actor: { kind: expect.stringMatching(/user|machine/), id: expect.stringMatching(/.+/) },
    })
    expect(version).toBe(index + 1)
    expect(trace.traceparent?.split('-')[1]).toBe(traceId)
  })
})
