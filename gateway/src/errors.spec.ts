import { describe, expect, test } from '@jest/globals'
import { codeOf, masked } from './errors.ts'

describe('an error on its way out', () => {
  test('of ours says nothing of our inside, and which id support needs', () => {
    const outside = masked(
      {
        message: 'connection refused at 10.0.0.7:5432',
        path: ['quote', 'price'],
        extensions: {
          code: 'FAULT',
          serviceName: 'pricing',
          stacktrace: ['at …'],
          response: { url: 'http://10.0.0.7' },
        },
      },
      'c-1',
    )
    expect(outside).toEqual({
      message: 'This failed because of a fault on our side. Quote the correlation id to support.',
      path: ['quote', 'price'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', correlationId: 'c-1' },
    })
  })

  test('that is the caller’s matter keeps its sentence, its code and nothing else', () => {
    const outside = masked(
      { message: 'This needs the permission x.', extensions: { code: 'DENIED', serviceName: 'quote' } },
      'c-1',
    )
    expect(outside).toEqual({
      message: 'This needs the permission x.',
      extensions: { code: 'DENIED', correlationId: 'c-1' },
    })
  })

  test('without a code is a fault', () => {
    expect(codeOf({ message: 'x' })).toBe('INTERNAL_SERVER_ERROR')
  })
})
