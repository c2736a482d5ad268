import { describe, expect, test } from '@jest/globals'
import { clientOf, correlationOf } from './caller.ts'

describe('who calls', () => {
  test('API-04 names its correlation, unless the name would not fit a log line', () => {
    expect(correlationOf({ 'x-correlation-id': 'order-7' })).toBe('order-7')
    expect(correlationOf({ 'x-correlation-id': 'a\nb' })).toMatch(/^[0-9a-f-]{36}$/)
    expect(correlationOf({ 'x-correlation-id': 'a'.repeat(101) })).toMatch(/^[0-9a-f-]{36}$/)
  })

  test('names the program, in words that fit a log line', () => {
    expect(
      clientOf({ 'apollographql-client-name': 'portal', 'apollographql-client-version': '1.2' }),
    ).toEqual({
      name: 'portal',
      version: '1.2',
    })
    expect(clientOf({ 'apollographql-client-name': '{"level":"error"}' })).toEqual({
      name: 'unnamed',
      version: 'unnamed',
    })
  })
})
