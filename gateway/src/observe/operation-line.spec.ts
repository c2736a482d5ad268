import { Writable } from 'node:stream'
import { describe, expect, test } from '@jest/globals'
import { pino } from 'pino'
import type { Caller } from '../trust/caller.ts'
import type { Metrics } from './metrics.ts'
import { tellOperation } from './operation-line.ts'

const caller: Caller = {
  user: {
    issuer: 'pactwork-access',
    sub: 'usr_1',
    tenant: 'ten_1',
    roles: [],
    groups: [],
    scopes: [],
    clientId: 'portal',
    jti: undefined,
    exp: 2,
  },
  token: 'a.b.c',
  client: { name: 'portal', version: '1.2' },
  correlationId: 'c-1',
  rights: 'r-1',
}
const nothing = { fetches: 0, joined: 0, representations: 0, sent: 0, retries: 0, cached: 0 }

type Telling = Parameters<typeof tellOperation>

/** What one operation leaves behind: its lines, parsed and as text, and what the metrics were given. */
function told({ counts = nothing, ...outcome }: Partial<Telling[1]> & { counts?: typeof nothing }) {
  const lines: string[] = []
  const log = pino(
    { base: null, timestamp: false },
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    }),
  )
  const counted: Parameters<Metrics['operation']>[0][] = []
  tellOperation(
    { caller, log, counts, startedAt: performance.now() },
    { name: 'Quotes', kind: 'query', errors: [], ...outcome },
    { operation: (facts) => void counted.push(facts) },
  )

  return { lines: lines.map((line): unknown => JSON.parse(line)), text: lines.join(''), counted }
}

describe('one line per operation', () => {
  test('says which one it was, how long it took, and what it took', () => {
    const counts = { fetches: 4, joined: 1, representations: 465, sent: 27, retries: 2, cached: 3 }
    const { lines, counted } = told({ counts, cost: 120 })

    expect(lines).toEqual([
      {
        level: 30,
        operation: 'Quotes',
        kind: 'query',
        ms: expect.any(Number),
        ...counts,
        cost: 120,
        msg: 'operation',
      },
    ])
    expect(counted).toEqual([
      {
        name: 'Quotes',
        client: 'portal',
        kind: 'query',
        milliseconds: expect.any(Number),
        codes: [],
        cost: 120,
      },
    ])
  })

  test('is short where nothing happened, and names what has no name', () => {
    const { lines, counted } = told({ name: undefined, kind: undefined })

    expect(lines).toEqual([
      { level: 30, operation: 'unnamed', ms: expect.any(Number), fetches: 0, msg: 'operation' },
    ])
    expect(counted).toMatchObject([{ name: 'unnamed', kind: 'unknown' }])
  })

  test('has each code once and never what an error says, for that may be a value somebody sent', () => {
    const error = (code: string) => ({ message: 'got invalid value "4111 1111"', extensions: { code } })
    const { lines, text, counted } = told({
      errors: [error('BAD_USER_INPUT'), error('DENIED'), error('BAD_USER_INPUT'), { message: '4111 1111' }],
    })
    const codes = ['BAD_USER_INPUT', 'DENIED', 'INTERNAL_SERVER_ERROR']

    expect(lines).toMatchObject([{ codes }])
    expect(counted).toMatchObject([{ codes }])
    expect(text).not.toContain('4111')
  })
})
