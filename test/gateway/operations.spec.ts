import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { post } from '../stack/graph-client.ts'
import { newTenant } from '../support/tenant.ts'
import { tokenOf } from './tokens.ts'
import { twoSubgraphs, type TwoSubgraphs } from './two-subgraphs.ts'

let graph: TwoSubgraphs
let token: string

beforeAll(async () => {
  graph = await twoSubgraphs({ deadline: 400 })
  token = await tokenOf(await newTenant('gateway'), 'sales')
})
afterAll(() => graph.close())

const ask = (query: string, headers: Record<string, string> = { authorization: `Bearer ${token}` }) =>
  post(`${graph.url}/graphql`, { query }, headers)

describe('an operation', () => {
  test('that takes too long is given up with a stable code; the rest stands', async () => {
    const answer = await ask('{ patience running }')

    expect(answer.data).toEqual({ patience: null, running: true })
    expect(answer.errors).toEqual([
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'DEADLINE_EXCEEDED' }) }),
    ])
  })

  test('that fails inside says which id support needs, and nothing else', async () => {
    const answer = await ask('{ broken }', {
      authorization: `Bearer ${token}`,
      'x-correlation-id': 'ask-support',
    })

    expect(answer.errors).toEqual([
      {
        message: 'This failed because of a fault on our side. Quote the correlation id to support.',
        path: ['broken'],
        extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'ask-support' },
      },
    ])
  })

  test('SEC-07 without a token is not read at all', async () => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ running }' }),
    })

    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] })
  })

  test('with a body larger than its sender may send is refused', async () => {
    const answer = await ask(`{ running } # ${'x'.repeat(1_100_000)}`)

    expect(answer.errors).toMatchObject([{ extensions: { code: 'PAYLOAD_TOO_LARGE' } }])
  })

  test.each([
    ['query A { running } query B { running }', 'OPERATION_RESOLUTION_FAILURE'],
    ['subscription { sightings { __typename } }', 'SUBSCRIPTION_BY_WEBSOCKET'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{', 'GRAPHQL_PARSE_FAILED'],
  ])('that the caller got wrong is the caller’s error: %s', async (query, code) => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query }),
    })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code } }] })
  })

  test('with a body that is no JSON is told so', async () => {
    const response = await fetch(`${graph.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: '{',
    })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] })
  })
})
