import { describe, expect, test } from '@jest/globals'
import { z } from 'zod'

import { normalise, type RawAnswer } from './answer.ts'
import { sheetFields, type TreatySheet } from './sheet.ts'
import { standardTiming } from './timing.ts'
import { defineTreaty, standardHttp } from './treaty.ts'

const treaty = defineTreaty({
  context: 'order',
  name: 'some-treaty',
  system: 'somewhere',
  purpose: 'DO',
  sheet: Object.fromEntries(Object.keys(sheetFields).map((field) => [field, field])) as TreatySheet,
  request: z.object({ what: z.string() }),
  wire: {
    path: '/things',
    schemaVersion: 'thing.v1',
    toWire: ({ what }) => ({ WAS: what }),
    response: z.object({
      STATUS: z.string(),
      NR: z.string().optional(),
      GRUND: z.string().optional(),
      HASH: z.string().optional(),
    }),
    read: ({ STATUS, NR, GRUND, HASH }) => ({
      status: STATUS,
      reference: NR,
      reason: GRUND,
      requestHash: HASH,
    }),
  },
  statuses: { TECO: 'ACCEPTED', REL: 'PENDING', ABGELEHNT: 'REJECTED' },
  reasons: { ERR_771_PORT_OCCUPIED: 'RESOURCE_UNAVAILABLE' },
  http: { ...standardHttp, 418: 'TECHNICAL_RETRYABLE' },
  timing: standardTiming,
})

const answered = (status: number, body: object | string = {}): RawAnswer => ({
  kind: 'answered',
  status,
  body: typeof body === 'string' ? body : JSON.stringify(body),
})
const read = (raw: RawAnswer) => normalise(treaty, raw, { requestHash: 'sha256:ours' })

describe('the anti-corruption layer', () => {
  test('INT-07 translates status, reference and reason, ignores the rest, keeps status and hash as evidence', () => {
    expect(read(answered(201, { STATUS: 'TECO', NR: '4711', WERK: 'X' }))).toEqual({
      type: 'ACCEPTED',
      reference: '4711',
      externalStatus: 'TECO',
      facts: undefined,
      bodyHash: expect.stringMatching(/^sha256:/),
    })
    expect(read(answered(200, { STATUS: 'REL' })).type).toBe('PENDING')
  })

  test('an empty reference is none: an outcome that names nothing is not told as if it did', () => {
    expect(read(answered(200, { STATUS: 'TECO', NR: '' }))).toMatchObject({
      type: 'ACCEPTED',
      reference: undefined,
    })
  })

  test.each(['a\u0000b', 'a\ud800b'])(
    'what cannot be stored (%j) is not knowing, so that somebody is asked',
    (NR) => {
      expect(read(answered(200, { STATUS: 'TECO', NR }))).toMatchObject({
        type: 'UNKNOWN',
        code: 'MALFORMED_RESPONSE',
      })
    },
  )

  test('INT-08 no vendor status decides: one that the treaty does not name is unclassified', () => {
    expect(read(answered(200, { STATUS: 'CRTD' }))).toMatchObject({
      type: 'UNCLASSIFIED_EXTERNAL_FAILURE',
      code: 'UNKNOWN_EXTERNAL_STATUS',
    })
  })

  test('INT-13 a reason becomes a code of ours; one nobody knows is EXTERNAL_REJECTION', () => {
    expect(read(answered(200, { STATUS: 'ABGELEHNT', GRUND: 'ERR_771_PORT_OCCUPIED' }))).toMatchObject({
      type: 'BUSINESS_REJECTED',
      code: 'RESOURCE_UNAVAILABLE',
    })
    expect(read(answered(422, { STATUS: 'ABGELEHNT', GRUND: 'ERR_1' }))).toMatchObject({
      type: 'BUSINESS_REJECTED',
      code: 'EXTERNAL_REJECTION',
    })
  })

  test('INT-13 a duplicate is compared by hash: the same is a success, another one a conflict', () => {
    expect(read(answered(409, { STATUS: 'TECO', NR: '1', HASH: 'sha256:ours' }))).toMatchObject({
      type: 'IDEMPOTENT_SUCCESS',
      reference: '1',
    })
    expect(read(answered(409, { STATUS: 'REL', HASH: 'sha256:ours' })).type).toBe('PENDING')
    expect(read(answered(409, { STATUS: 'TECO', HASH: 'sha256:theirs' })).type).toBe('DUPLICATE_CONFLICT')
    expect(read(answered(409, 'no json')).type).toBe('DUPLICATE_CONFLICT')
  })

  test.each([
    [400, 'BUSINESS_REJECTED'],
    [401, 'SECURITY_CONFIGURATION_FAILURE'],
    [403, 'SECURITY_CONFIGURATION_FAILURE'],
    [404, 'NOT_FOUND'],
    [408, 'UNKNOWN'],
    [429, 'TECHNICAL_RETRYABLE'],
    [500, 'UNKNOWN'],
    [503, 'TECHNICAL_RETRYABLE'],
    [504, 'UNKNOWN'],
    [418, 'TECHNICAL_RETRYABLE'],
    [302, 'UNCLASSIFIED_EXTERNAL_FAILURE'],
    [507, 'UNCLASSIFIED_EXTERNAL_FAILURE'],
  ])('INT-13 %i is %s, because the treaty says so', (status, type) => {
    expect(read(answered(status)).type).toBe(type)
  })

  test('INT-07 a good code with an answer that cannot be read is UNKNOWN, not a failure', () => {
    for (const body of ['', '{"half', '[]', '{"STATUS": 5}']) {
      expect(read(answered(200, body))).toMatchObject({ type: 'UNKNOWN', code: 'MALFORMED_RESPONSE' })
    }
  })

  test('INT-13 silence is UNKNOWN; no connection means that nothing was done', () => {
    expect(read({ kind: 'silence', code: 'TIMEOUT' })).toMatchObject({ type: 'UNKNOWN', code: 'TIMEOUT' })
    expect(read({ kind: 'unreachable', code: 'ECONNREFUSED' })).toMatchObject({ type: 'TECHNICAL_RETRYABLE' })
  })
})
