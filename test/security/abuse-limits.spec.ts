import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { abuseGateway, type AbuseGateway } from './abuse/abuse-gateway.ts'
import { times } from './abuse/case.ts'

let gateway: AbuseGateway

beforeAll(async () => {
  gateway = await abuseGateway({
    PACTWORK_GATEWAY_LIMITS_CLIENT_BUDGET_CAPACITY: '100',
    PACTWORK_GATEWAY_LIMITS_CLIENT_BUDGET_REFILL_PER_SECOND: '0.01',
    PACTWORK_GATEWAY_LIMITS_TENANT_BUDGET_CAPACITY: '1000',
    PACTWORK_GATEWAY_LIMITS_TENANT_BUDGET_REFILL_PER_SECOND: '0.01',
  })
})
afterAll(() => gateway.close())

async function ask(client: string, query: string, { headers = {}, roles, ...body }: Asked = {}) {
  const response = await fetch(gateway.url, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await gateway.tokenFor(client, roles)}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ query, ...body }),
  })
  const answer: Answer = JSON.parse(await response.text())

  return { response, answer, code: answer.errors?.[0]?.extensions.code }
}

type Asked = { headers?: Record<string, string>; roles?: string[]; variables?: unknown; anything?: unknown }
type Answer = {
  data?: unknown
  errors?: { message: string; extensions: { code: string; correlationId: string } }[]
  extensions?: { cost?: unknown }
}

describe('SEC-10 the budget of a client', () => {
  test('is told with every answer, and its cost to who asks', async () => {
    const quiet = await ask('teller', '{ people(first: 30) { id } }')
    expect(quiet.response.headers.get('ratelimit-policy')).toBe(
      '"client";q=100;w=10000;qu="cost", "tenant";q=1000;w=100000;qu="cost"',
    )
    expect(quiet.response.headers.get('ratelimit')).toMatch(/^"client";r=70;t=\d+, "tenant";r=\d+;t=\d+$/)
    expect(quiet.answer.extensions).toBeUndefined()

    const curious = await ask('teller', '{ me { id } }', { headers: { 'x-pactwork-cost': '1' } })
    expect(curious.answer.extensions).toEqual({ cost: { estimated: 1, limit: 25_000, remaining: 69 } })
  })

  test('ends with 429, a time to come back, and for this client alone', async () => {
    const query = 'query Q($first: Int) { people(first: $first) { id } }'
    expect((await ask('spender', query, { variables: { first: 90 } })).response.status).toBe(200)
    const asked = gateway.asked()
    const { response, code } = await ask('spender', query, { variables: { first: 20 } })

    expect({ status: response.status, code }).toEqual({ status: 429, code: 'BUDGET_EXHAUSTED' })
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(900)
    expect(response.headers.get('ratelimit')).toMatch(/^"client";r=10;t=\d+$/)
    expect(gateway.asked()).toBe(asked)
    expect((await ask('thrifty', query, { variables: { first: 20 } })).response.status).toBe(200)
  })

  test('is not touched by what is refused before', async () => {
    for (let count = 0; count < 5; count += 1) {
      await ask('careless', '{ people(first: 5000) { id } }')
      await ask('careless', '{ nothing }')
    }
    const { answer } = await ask('careless', '{ me { id } }', { headers: { 'x-pactwork-cost': '1' } })

    expect(answer.extensions).toMatchObject({ cost: { remaining: 99 } })
  })
})

describe('a refused document', () => {
  test('is refused as often as it comes, named or not', async () => {
    const bomb = `query Q { me { ${times(60, (index) => `a${index}: id`)} } }`
    const codes: unknown[] = []
    for (let count = 0; count < 3; count += 1) codes.push((await ask('stubborn', bomb)).code)

    expect(codes).toEqual(['TOO_MANY_ALIASES', 'TOO_MANY_ALIASES', 'TOO_MANY_ALIASES'])
  })

  test('carries the correlation id of its request', async () => {
    const { answer, response } = await ask('traced', '{ __x: me { id } }', {
      headers: { 'x-correlation-id': 'abuse-1' },
    })

    expect(answer.errors?.[0]?.extensions).toEqual({
      code: 'RESPONSE_NAME_RESERVED',
      correlationId: 'abuse-1',
    })
    expect(response.headers.get('x-correlation-id')).toBe('abuse-1')
  })
})

describe('what only looks like abuse', () => {
  test('names that objects of JavaScript have are names like others', async () => {
    const { answer } = await ask(
      'odd',
      'query constructor { constructor: me { toString: id hasOwnProperty: name valueOf: home { name } } }',
    )

    expect(answer).toEqual({
      data: { constructor: { toString: '1', hasOwnProperty: 'Ada', valueOf: { name: 'London' } } },
    })
  })

  test('a key that GraphQL does not know is ignored', async () => {
    expect((await ask('odd', '{ me { id } }', { anything: { query: '{ me { name } }' } })).answer).toEqual({
      data: { me: { id: '1' } },
    })
  })

  test('who may import catalogs may send more', async () => {
    const query = 'query Q($text: String) { echo(text: $text) }'
    const variables = { text: 'x'.repeat(3_000_000) }

    expect((await ask('small', query, { variables })).code).toBe('PAYLOAD_TOO_LARGE')
    expect((await ask('importer', query, { variables, roles: ['CATALOG_MANAGER'] })).answer).toEqual({
      data: { echo: 'heard' },
    })
  })
})
