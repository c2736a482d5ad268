import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { spansOf, type Span } from '../journeys/spans.ts'
import { post, type Data, type GraphClient } from '../stack/graph-client.ts'
import { makeCustomer } from '../stack/journey/catalog.ts'
import { newSellingTenant } from '../support/tenant.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

const view = readFileSync(
  new URL('../../contracts/operations/sales-quote-view.graphql', import.meta.url),
  'utf8',
)

/** What one answer cost: calls of the gateway to subgraphs, units of work and SQL statements in them. */
type Cost = { calls: number; units: number; statements: number }

let few: Cost
let many: Cost
let shown: Data

/** Three times, as what a process asks once in a while (settings, keys) falls into one of them. */
async function costOf(sales: GraphClient, quoteId: string): Promise<Cost> {
  const costs: Cost[] = []
  for (let time = 0; time < 3; time += 1) costs.push(await costOnce(sales, quoteId))

  return costs.toSorted((one, other) => one.statements - other.statements)[0]!
}

async function costOnce(sales: GraphClient, quoteId: string): Promise<Cost> {
  const { urls } = await testStack()
  const traceId = randomBytes(16).toString('hex')
  const answer = await post(
    urls['graphql'] ?? '',
    { query: view, variables: { quoteId } },
    {
      authorization: `Bearer ${sales.token}`,
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    },
  )
  expect(answer.errors).toBeUndefined()
  shown = answer.data['quote']

  const spans = await until('the spans of the view', async () => {
    const written = await spansOf((span) => span.traceId === traceId)
    const asked = written.find(({ name }) => name === 'gateway')?.attributes['pactwork.fetches']
    return callsIn(written).length === asked && written
  })
  const units = spans.filter(
    (span) => 'pactwork.statements' in span.attributes && !isHousekeeping(span, spans),
  )

  return {
    calls: callsIn(spans).length,
    units: units.length,
    statements: units.reduce((sum, { attributes }) => sum + Number(attributes['pactwork.statements']), 0),
  }
}

/** Whether a unit serves what every process asks of access once in a while (settings, revocations), for no view. */
function isHousekeeping(unit: Span, spans: Span[]): boolean {
  const direct = new Set(callsIn(spans).map(({ spanId }) => spanId))
  for (let at: Span | undefined = unit; at; at = spans.find(({ spanId }) => spanId === at?.parentSpanId))
    if (at.name === 'subgraph access') return !direct.has(at.spanId)

  return false
}

/** What subgraphs answered to the gateway: planned fetches that turned out to be about nothing are no calls. */
const callsIn = (spans: Span[]): Span[] => {
  const fetches = new Set(spans.flatMap(({ name, spanId }) => (name === 'gateway.fetch' ? [spanId] : [])))

  return spans.filter(
    ({ name, parentSpanId = '' }) => name.startsWith('subgraph ') && fetches.has(parentSpanId),
  )
}

beforeAll(async () => {
  const tenant = await newSellingTenant('bounded')
  const [sales, { customerId, siteId }] = await Promise.all([tenant.as('sales'), makeCustomer(tenant)])
  const address = { line: 'Speicherstraße 8', postalCode: '20457', city: 'Hamburg', country: 'DE' }
  const added = await sales.carry(
    'addSite',
    { customerId, verified: true, address },
    { fields: 'site { id }' },
  )
  const sites = [siteId, added['site'].id as string]
  const { productOfferings } = await sales.data(
    `{ productOfferings(filter: { sellable: true }, first: 50) { nodes { id orderable
         characteristics { name configurable values { value isDefault } } } } }`,
  )
  const offerings: Data[] = productOfferings.nodes.filter(({ orderable }: Data) => orderable)

  /** A priced quote; every line has an offering, a configuration and a site, of several each. */
  const quoteOf = async (lines: number): Promise<string> => {
    const { quote } = await sales.carry(
      'createQuote',
      { customerId, currency: 'EUR', termMonths: 12 },
      { fields: 'quote { id }' },
    )
    const quoteId: string = quote.id
    for (let made = 0; made < lines;) {
      const offering = offerings[made % offerings.length]!
      const { line } = await sales.carry(
        'addQuoteLine',
        { quoteId, offeringId: offering['id'], quantity: 1 + made, siteId: sites[made % sites.length] },
        { fields: 'line { id }' },
      )
      const input = { quoteId, lineId: line.id, selections: choices(offering) }
      const fields = 'line { configurationStatus }'
      const configured = await sales.carry('configureQuoteLine', input, { fields })
      if (configured['line'].configurationStatus === 'VALID') made += 1
      else {
        // It needs or excludes another offering: not what this is about.
        offerings.splice(offerings.indexOf(offering), 1)
        await sales.carry('removeQuoteLine', { quoteId, lineId: line.id })
      }
    }
    await sales.carry('priceQuote', { quoteId })

    return quoteId
  }
  const small = await quoteOf(5)
  const large = await quoteOf(50)
  // Whatever is only done once is done before it is counted.
  await costOnce(sales, small)
  few = await costOf(sales, small)
  many = await costOf(sales, large)
}, 300_000)

const choices = ({ characteristics }: Data): Data[] =>
  characteristics
    .filter(({ configurable }: Data) => configurable)
    .flatMap(({ name, values }: Data) => {
      const value = (values.find((one: Data) => one['isDefault']) ?? values[0])?.value
      return value == null ? [] : [{ name, value }]
    })

describe('the view of a quote', () => {
  test('shows all fifty lines with what other contexts know of them', () => {
    expect(shown['lines']).toHaveLength(50)
    for (const line of shown['lines']) {
      expect(line).toMatchObject({
        offering: { name: expect.anything() },
        configuration: { hash: expect.anything() },
        site: { verified: true },
      })
    }
    expect(shown['price'].result.lines).toHaveLength(50)
  })

  test('asks every subgraph as often for fifty lines as for five, and few times', () => {
    expect(many.calls).toBe(few.calls)
    expect(many.calls).toBeLessThanOrEqual(10)
  })

  test('takes as many units of work and statements for fifty lines as for five', () => {
    expect(many).toEqual(few)
    expect(many.statements).toBeLessThanOrEqual(4 * many.units)
  })
})
