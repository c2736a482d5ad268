import { describe, expect, test } from '@jest/globals'
import { schemaBreaks, type Schema } from './schema-breaks.ts'

const line: Schema = {
  type: 'object',
  properties: { lineId: { type: 'string' }, quantity: { type: 'integer', exclusiveMinimum: 0 } },
  required: ['lineId', 'quantity'],
}
const payload: Schema = {
  type: 'object',
  properties: {
    quoteId: { type: 'string' },
    state: { type: 'string', enum: ['DRAFT', 'SUBMITTED'] },
    validUntil: { type: 'string', format: 'date' },
    note: { type: 'string' },
    price: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    lines: { type: 'array', items: line },
    references: { type: 'object', additionalProperties: { type: 'string' } },
  },
  required: ['quoteId', 'state'],
}
const released = event(payload)

describe('EVT-17 a released event schema only grows', () => {
  test('an unchanged schema, a new optional field, a new enum value and a new version break nobody', () => {
    const grown = { ...payload, properties: { ...payload.properties, hint: { type: 'string' } } }
    const wider = change('state', { type: 'string', enum: ['DRAFT', 'SUBMITTED', 'EXPIRED'] })

    expect(found(released)).toEqual([])
    expect(found(event(grown))).toEqual([])
    expect(found(event(wider))).toEqual([])
    expect(
      schemaBreaks(
        { 'quote/QuoteSent.v1': released },
        { 'quote/QuoteSent.v1': released, 'quote/QuoteSent.v2': {} },
      ),
    ).toEqual([])
  })

  test.each<[string, Schema, string]>([
    ['a field that is removed', without('note'), '`payload.note` was removed'],
    ['a type that changes', change('quoteId', { type: 'integer' }), '`payload.quoteId` was of type "string"'],
    ['a field that may be null now', change('quoteId', { type: ['string', 'null'] }), 'was of type "string"'],
    [
      'a field that is required now',
      { ...payload, required: ['quoteId', 'state', 'note'] },
      '`payload.note` is required',
    ],
    ['a new field that is required', requiredField('by'), '`payload.by` is required now'],
    [
      'a field that is no longer required',
      { ...payload, required: ['quoteId'] },
      '`payload.state` is no longer always',
    ],
    [
      'an enum value that is removed',
      change('state', { type: 'string', enum: ['DRAFT'] }),
      'may no longer be SUBMITTED',
    ],
    ['an enum put on a free text', change('note', { type: 'string', enum: ['A'] }), 'may hold only A'],
    [
      'a format that changes',
      change('validUntil', { type: 'string', format: 'date-time' }),
      'another format',
    ],
    ['an alternative that goes', change('price', { anyOf: [{ type: 'string' }] }), 'other alternatives'],
    [
      'a break within a list',
      change('lines', listOf({ quantity: { type: 'integer', exclusiveMinimum: 0 } })),
      '`payload.lines[].lineId` was removed',
    ],
    [
      'a bound that moves',
      change('lines', listOf({ ...line.properties, quantity: { type: 'integer', exclusiveMinimum: 1 } })),
      'another exclusiveMinimum',
    ],
    [
      'a break within a map',
      change('references', { type: 'object', additionalProperties: { type: 'number' } }),
      '`payload.references{}`',
    ],
  ])('%s is refused', (_, planted, sentence) => {
    expect(found(event(planted))).toEqual([expect.stringContaining(sentence)])
  })

  test('another topic, and a schema that is gone, are refused', () => {
    expect(found({ ...released, 'x-topic': 'pactwork.quote.offer.v1' })).toEqual([
      expect.stringContaining('its topic was'),
    ])
    expect(schemaBreaks({ 'quote/QuoteSent.v1': released }, {})).toEqual([expect.stringContaining('is gone')])
  })
})

function event(of: Schema): Schema {
  return {
    type: 'object',
    'x-topic': 'pactwork.quote.quote.v1',
    properties: { eventId: { type: 'string' }, payload: of },
    required: ['eventId', 'payload'],
  }
}

function found(now: Schema): string[] {
  return schemaBreaks({ 'quote/QuoteSent.v1': released }, { 'quote/QuoteSent.v1': now })
}

function change(field: string, schema: Schema): Schema {
  return { ...payload, properties: { ...payload.properties, [field]: schema } }
}

function without(field: string): Schema {
  const { [field]: _, ...properties } = payload.properties ?? {}

  return { ...payload, properties }
}

function requiredField(field: string): Schema {
  return { ...change(field, { type: 'string' }), required: ['quoteId', 'state', field] }
}

function listOf(properties: Record<string, Schema>): Schema {
  return { type: 'array', items: { ...line, properties } }
}
