import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { auditServer, type AuditResult } from 'graphql-http'
import { abuseGateway, type AbuseGateway } from '../security/abuse/abuse-gateway.ts'

const page = readFileSync(new URL('../../docs/graphql-over-http.md', import.meta.url), 'utf8')
/** The audits that the page says we do not follow: id and level. */
const explained = [...page.matchAll(/^\| `([0-9A-F]{4})` \| (warn|notice) \| .+ \| .+ \|$/gm)].map(
  ([, id, level]) => `${id} ${level}`,
)

let gateway: AbuseGateway
let results: AuditResult[]

beforeAll(async () => {
  gateway = await abuseGateway({ PACTWORK_GATEWAY_DEVELOPMENT: 'on' })
  results = await auditServer({
    url: gateway.url,
    fetchFn: (url: string, init: RequestInit = {}) => {
      const headers = new Headers(init.headers)
      headers.set('authorization', `Bearer ${gateway.token}`)
      return fetch(url, { ...init, headers })
    },
  })
})
afterAll(() => gateway.close())

const because = (result: AuditResult): string =>
  result.status === 'ok' ? '' : `${result.id} ${result.name}: ${result.reason}`

test('every MUST of GraphQL over HTTP is kept', () => {
  expect(results.length).toBeGreaterThan(50)
  expect(results.filter(({ status }) => status === 'error').map(because)).toEqual([])
})

test('each SHOULD and MAY that is not kept is explained, and nothing else is', () => {
  const left = results
    .filter(({ status }) => status === 'warn' || status === 'notice')
    .map(({ id, status }) => `${id} ${status}`)

  expect(left.toSorted()).toEqual(explained.toSorted())
})
