import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { quoteEvents } from '@pactwork/contracts/events/quote'
import type { Artifact } from './artifact.ts'
import { differences, leftovers } from './compare.ts'
import { root } from '../stack/paths.ts'
import { endpointErrors } from './endpoint-errors.ts'
import { eventDefinitions } from './event-definitions.ts'
import { eventSchema } from './event-schema.ts'
import { readersIn } from './readers.ts'
import { movesOf } from './transition-tables.ts'
import { yamlText } from './yaml.ts'

describe('a committed file that is made from code', () => {
  const made: Artifact[] = [{ path: 'contracts/schemas/quote/QuoteSent.v2.json', content: '{}\n' }]

  test('is found when it differs or is missing', () => {
    expect(differences(made, folder(made))).toEqual([])
    expect(differences(made, folder([{ ...made[0]!, content: '{ }\n' }]))).toEqual([
      'contracts/schemas/quote/QuoteSent.v2.json is not what the code makes. Run: npm run generate',
    ])
    expect(differences(made, folder([]))).toEqual([expect.stringContaining('QuoteSent.v2.json is missing')])
  })

  test('stays as an older version of an event, and is a leftover otherwise', () => {
    const older = { path: 'contracts/schemas/quote/QuoteSent.v1.json', content: '' }
    const newer = { path: 'contracts/schemas/quote/QuoteSent.v3.json', content: '' }
    const unknown = { path: 'contracts/schemas/quote/QuoteLost.v1.json', content: '' }

    expect(leftovers(made, folder([...made, older]))).toEqual([])
    expect(leftovers(made, folder([...made, newer]))).toEqual([expect.stringContaining('QuoteSent.v3')])
    expect(leftovers(made, folder([...made, unknown]))).toEqual([expect.stringContaining('QuoteLost.v1')])
  })
})

describe('EVT-17 every event has a JSON Schema', () => {
  test('EVT-06 with its envelope, its constants and its payload', () => {
    expect(eventSchema(quoteEvents.QuoteExpired)).toMatchObject({
      $id: 'urn:pactwork:event:quote:QuoteExpired:v1',
      'x-topic': 'pactwork.quote.quote.v1',
      properties: {
        type: { const: 'QuoteExpired' },
        schemaVersion: { const: 1 },
        source: { const: 'quote' },
        aggregateType: { const: 'Quote' },
        payload: {
          properties: { validUntil: { format: 'date' } },
          required: ['quoteId', 'revision', 'validUntil'],
        },
      },
      required: expect.arrayContaining([
        'eventId',
        'type',
        'schemaVersion',
        'source',
        'tenantId',
        'aggregateType',
        'aggregateId',
        'aggregateVersion',
        'occurredAt',
        'correlationId',
        'causationId',
        'actor',
        'processBusinessKey',
        'payload',
      ]),
    })
  })

  test('that readers can use: a field they do not know is allowed', () => {
    expect(JSON.stringify(eventSchema(quoteEvents.QuoteSubmitted))).not.toContain(
      '"additionalProperties":false',
    )
  })

  test('EVT-11 and each of an order says which order, and from which quote and revision', async () => {
    const events = (await eventDefinitions()).filter(({ aggregate }) => aggregate === 'Order')
    const always = ['orderId', 'orderNumber', 'customerId', 'sourceQuoteId', 'sourceQuoteRevision']

    expect(events.length).toBeGreaterThan(15)
    for (const event of events)
      expect(eventSchema(event)).toMatchObject({
        title: event.type,
        properties: { payload: { required: expect.arrayContaining(always) } },
      })
  })

  test('and no two events share a name', async () => {
    const names = (await eventDefinitions()).map(({ type }) => type)

    expect(names.length).toBeGreaterThan(50)
    expect(new Set(names).size).toBe(names.length)
  })
})

test('a table of either form is read: state → states, state → command → state', () => {
  expect(movesOf({ OPEN: ['DONE'], DONE: [] })).toEqual({
    states: ['OPEN', 'DONE'],
    moves: [{ from: 'OPEN', command: null, to: 'DONE' }],
  })
  expect(movesOf({ DRAFT: { submitQuote: 'SUBMITTED' }, SUBMITTED: {} }).moves).toEqual([
    { from: 'DRAFT', command: 'submitQuote', to: 'SUBMITTED' },
  ])
})

test('what a consumer and a projection read is found in their source', () => {
  const source = `
    export const one = consumer({ name: 'order.one', outside: true, events: [quoteEvents.QuoteAccepted, quoteEvents.QuoteExpired] })
    export const two = projection({ name: 'two', version: 1, events: [orderEvents.OrderCaptured], apply })`

  expect(readersIn(source)).toEqual([
    { name: 'order.one', event: 'QuoteAccepted' },
    { name: 'order.one', event: 'QuoteExpired' },
    { name: 'two', event: 'OrderCaptured' },
  ])
})

test('the codes documented for the endpoint are those that the gateway lets through', () => {
  const source = readFileSync(join(root, 'gateway/src/errors.ts'), 'utf8')
  const list = /publicCodes = new Set\(\[([^\]]+)\]/.exec(source)?.[1] ?? ''
  const codes = [...list.matchAll(/'([A-Z_]+)'/g)].map(([, code = '']) => code)

  expect(Object.keys(endpointErrors).toSorted()).toEqual([...codes, 'INTERNAL_SERVER_ERROR'].toSorted())
})

test('YAML quotes what could be read as something else', () => {
  expect(
    yamlText({ version: '3.0.0', on: 'yes', text: 'plain words', list: [{ a: 1, b: [] }, 'x: y'], none: {} }),
  ).toBe(
    'version: "3.0.0"\n"on": "yes"\ntext: plain words\nlist:\n  - a: 1\n    b: []\n  - "x: y"\nnone: {}\n',
  )
})

/** A folder of its own that holds these files. */
function folder(files: readonly Artifact[]): string {
  const path = mkdtempSync(join(tmpdir(), 'pactwork-generated-'))
  for (const file of files) {
    mkdirSync(dirname(join(path, file.path)), { recursive: true })
    writeFileSync(join(path, file.path), file.content)
  }

  return path
}
