import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { spansOf, type Span } from '../journeys/spans.ts'
import { salesScene } from '../quote/scene.ts'
import { post } from '../stack/graph-client.ts'
import { testStack } from '../support/test-stack.ts'
import { until } from '../support/until.ts'

// One read by a program that takes part in tracing; the quote is quote's, its customer is customer's.
const traceId = randomBytes(16).toString('hex')
const clientSpan = randomBytes(8).toString('hex')
// Under a name of its own the plan is not known yet.
const name = `TracedQuote${traceId}`
const view = `query ${name}($id: ID!) { quote(id: $id) { id state customer { id name } } }`

let spans: Span[]
let quoteId: string

beforeAll(async () => {
  const scene = await salesScene()
  quoteId = (await scene.priced()).quoteId
  const { urls } = await testStack()
  const answer = await post(
    urls['graphql'] ?? '',
    { query: `${view} # ${traceId}`, variables: { id: quoteId } },
    { authorization: `Bearer ${scene.sales.token}`, traceparent: `00-${traceId}-${clientSpan}-01` },
  )
  if (!answer.data?.['quote']) throw new Error(`There is no quote: ${JSON.stringify(answer)}`)

  await until('all spans of the operation', async () => {
    spans = await spansOf((span) => span.traceId === traceId)
    const known = new Set([clientSpan, ...spans.map(({ spanId }) => spanId)])
    const whole = spans.every(({ parentSpanId }) => parentSpanId && known.has(parentSpanId))
    const named = new Set(spans.map(({ name }) => name))
    return whole && ['gateway', 'subgraph quote', 'subgraph customer'].every((name) => named.has(name))
  })
}, 120_000)

/** Everything above a span, its own name first. */
function wayUp(from: Span): string[] {
  const parent = spans.find(({ spanId }) => spanId === from.parentSpanId)

  return parent ? [from.name, ...wayUp(parent)] : [from.name]
}

/** Those of the subgraph itself, not of another that it asked. */
const statements = (of: string): Span[] =>
  spans.filter(
    (span) =>
      span.name.startsWith('sql ') &&
      wayUp(span).find((name) => name.startsWith('subgraph ')) === `subgraph ${of}`,
  )

describe('OBS-01 an operation is one trace', () => {
  test.each(['quote', 'customer'])(
    'from the gateway through its fetch of %s down to the statements',
    (name) => {
      const found = statements(name)

      expect(found.length).toBeGreaterThan(0)
      for (const statement of found) {
        expect(wayUp(statement)).toEqual([
          expect.stringMatching(/^sql \w+/),
          expect.stringMatching(/^read /),
          `subgraph ${name}`,
          'gateway.fetch',
          ...new Array(wayUp(statement).length - 5).fill(expect.stringMatching(/^gateway\./)),
          'gateway',
        ])
      }
    },
  )

  test('in which planning is a span of its own, unless the plan is known', () => {
    const plans = spans.filter(({ name }) => name === 'gateway.plan')

    expect(plans.map(wayUp)).toEqual([['gateway.plan', 'gateway.request', 'gateway']])
  })

  test('in which each statement of a unit of work is one span', () => {
    const units = spans.filter(({ name }) => name.startsWith('read '))

    expect(units.length).toBeGreaterThan(1)
    for (const unit of units) {
      const own = spans.filter(({ parentSpanId }) => parentSpanId === unit.spanId)
      expect(own.length).toBeGreaterThanOrEqual(Number(unit.attributes['pactwork.statements']))
    }
  })

  test('and tells what was asked of whom, never a value', () => {
    const text = JSON.stringify(spans)

    expect(text).toContain(name)
    expect(statements('quote').map(({ name }) => name)).toContainEqual(
      expect.stringMatching(/^sql select quote/),
    )
    expect(text).not.toContain(quoteId)
    expect(text).not.toContain('state customer {')
  })
})
